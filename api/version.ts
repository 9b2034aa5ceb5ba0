/** Version of the API: that of the product. */
import product from '../package.json' with { type: 'json' }

export const API_VERSION = product.version
