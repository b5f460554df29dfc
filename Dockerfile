# syntax=docker/dockerfile:1

# All packages: makes the Prisma client and the web client.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# The image has its own Node; install scripts would only fetch another, and engines nothing here uses.
RUN npm ci --ignore-scripts
COPY . .
RUN node scripts/prepare.ts
# Audio and video: downloads the worker, or compiles it where there is none to download.
RUN sh scripts/mediasoup-worker/install.sh

# What the server runs with. Prisma's command line, TypeScript and React are development packages that are optional to
# packages we run, so npm leaves them out only with everything optional; of that, the server needs argon2's binary.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --omit=optional
COPY --from=build /app/node_modules/@node-rs ./node_modules/@node-rs
COPY --from=build /app/node_modules/mediasoup/worker/out ./node_modules/mediasoup/worker/out

FROM node:24-slim
# Records calls, where a host asks for it and people agree.
RUN apt-get update -q && apt-get install -qq -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY prisma/migrations ./prisma/migrations
COPY bin ./bin
COPY server ./server
COPY --from=build /app/server/adapters/prisma/generated ./server/adapters/prisma/generated
COPY --from=build /app/dist/web ./dist/web
# A new volume takes over whose these are.
RUN install -d -o node -g node /data /recordings
VOLUME /data
USER node
EXPOSE 3000 40000-40099/udp 40000-40099/tcp
# Alive, not ready: while a database is away rooms go on, and restarting the server would end that.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1, so SIGTERM reaches the server and nothing stands between. Its flags are those of `npm start`.
CMD ["node", "--max-semi-space-size=4", "server/main.ts"]
