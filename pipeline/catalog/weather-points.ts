/**
 * Points at which the weather of each region is asked for: its largest towns, weighted by the people
 * who live around them. Mean over a region = Σ weight × value ÷ Σ weight of the points that answered.
 *
 * Latitude and longitude: WGS 84 degrees. Weight: inhabitants of the urban unit, in thousands (INSEE).
 */
export interface WeatherPoint {
  readonly region_code: string
  readonly name: string
  readonly latitude: number
  readonly longitude: number
  readonly weight: number
}

const point = (
  region_code: string,
  name: string,
  latitude: number,
  longitude: number,
  weight: number,
): WeatherPoint => ({ region_code, name, latitude, longitude, weight })

export const WEATHER_POINTS: readonly WeatherPoint[] = [
  point('11', 'Paris', 48.86, 2.35, 9_000),
  point('11', 'Melun', 48.54, 2.66, 1_100),
  point('11', 'Cergy', 49.04, 2.06, 1_000),
  point('24', 'Tours', 47.39, 0.69, 360),
  point('24', 'Orléans', 47.9, 1.91, 290),
  point('24', 'Bourges', 47.08, 2.4, 90),
  point('27', 'Dijon', 47.32, 5.04, 240),
  point('27', 'Besançon', 47.24, 6.02, 140),
  point('27', 'Nevers', 46.99, 3.16, 60),
  point('28', 'Rouen', 49.44, 1.1, 470),
  point('28', 'Caen', 49.18, -0.37, 200),
  point('28', 'Cherbourg-en-Cotentin', 49.63, -1.62, 80),
  point('32', 'Lille', 50.63, 3.06, 1_050),
  point('32', 'Amiens', 49.89, 2.3, 160),
  point('32', 'Dunkerque', 51.03, 2.38, 170),
  point('44', 'Strasbourg', 48.58, 7.75, 470),
  point('44', 'Reims', 49.26, 4.03, 210),
  point('44', 'Nancy', 48.69, 6.18, 290),
  point('52', 'Nantes', 47.22, -1.55, 660),
  point('52', 'Angers', 47.47, -0.55, 240),
  point('52', 'Le Mans', 48.0, 0.2, 210),
  point('53', 'Rennes', 48.11, -1.68, 360),
  point('53', 'Brest', 48.39, -4.49, 200),
  point('53', 'Lorient', 47.75, -3.37, 120),
  point('75', 'Bordeaux', 44.84, -0.58, 980),
  point('75', 'Limoges', 45.83, 1.26, 180),
  point('75', 'Poitiers', 46.58, 0.34, 130),
  point('75', 'Pau', 43.3, -0.37, 200),
  point('76', 'Toulouse', 43.6, 1.44, 1_050),
  point('76', 'Montpellier', 43.61, 3.88, 460),
  point('76', 'Perpignan', 42.69, 2.9, 200),
  point('84', 'Lyon', 45.76, 4.84, 1_700),
  point('84', 'Grenoble', 45.19, 5.72, 450),
  point('84', 'Clermont-Ferrand', 45.78, 3.08, 270),
  point('84', 'Annecy', 45.9, 6.13, 180),
  point('93', 'Marseille', 43.3, 5.37, 1_620),
  point('93', 'Nice', 43.7, 7.27, 950),
  point('93', 'Toulon', 43.12, 5.93, 580),
]
