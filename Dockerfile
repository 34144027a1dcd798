# The API with its embedded emulator. Built in one stage, run in another that holds production dependencies only.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY src ./src
COPY scripts/build-explorer.js scripts/build-docs.js ./scripts/
COPY scripts/docs ./scripts/docs
COPY schema/operations ./schema/operations
COPY docs ./docs
COPY CONTRIBUTING.md SECURITY.md CHANGELOG.md ./
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 STATE_DIR=/state HISTORY_DIR=/history
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
RUN mkdir /state /history && chown node:node /state /history
USER node
EXPOSE 4000
VOLUME /state /history
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/livez').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
