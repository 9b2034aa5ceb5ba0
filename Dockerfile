# One image for the API and for the jobs: what differs is the command.
#
#   docker build -t grid-power-stream .
#   docker run --read-only --tmpfs /tmp -v grid:/data grid-power-stream pipeline/jobs/grid.ts --help
#
# No build step: Node runs the TypeScript as it stands. The version is that of .nvmrc.

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Node itself comes with the image; the packages that bring it to other machines would double its size.
RUN npm ci --omit=dev --no-audit \
  && rm -rf node_modules/node-linux-* node_modules/node-win-* node_modules/.bin/node \
  && find node_modules \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete \
  && npm cache clean --force \
  && mkdir /data

FROM node:24.21.0-bookworm-slim
# Nothing is reported to the makers of the exporter about how it is used.
ENV NODE_ENV=production \
  APPLICATION_INSIGHTS_NO_STATSBEAT=true \
  GRID_HOME=/data \
  GRID_PORT=8080
WORKDIR /app
# All of it belongs to root: who runs it can't change it.
COPY --from=packages /app/node_modules node_modules
COPY package.json ./
COPY pipeline pipeline
COPY api api
COPY --from=packages --chown=1000:1000 /data /data
# The user « node » by its number, so that Kubernetes can see that it is not root.
USER 1000:1000
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.GRID_PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node"]
# Serves what the home holds. It listens on its own loopback address until GRID_HOST, GRID_AUTH_ISSUER and
# GRID_AUTH_AUDIENCE say otherwise.
CMD ["pipeline/jobs/grid.ts", "serve"]
