# The service in a small image: one binary with the Swift runtime linked in, on Debian's own C libraries.
#
#   docker build -t till .
#   docker run --rm -e DATABASE_URL=postgresql://… till migrate
#   docker run -p 127.0.0.1:8080:8080 -e DATABASE_URL=postgresql://… -e TILL_SECRET=… till

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libuv1-dev libpq-dev libssl-dev libcurl4-openssl-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /till
COPY . .
RUN swift build -c release --product till --static-swift-stdlib -Xswiftc -use-ld=lld \
    && install -D --mode=755 "$(swift build -c release --show-bin-path)/till" /out/till

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        ca-certificates libcurl4 libpq5 libssl3 libstdc++6 libuv1 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 till \
    && useradd --system --uid 10001 --gid till --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin till
COPY --from=build /out/till /usr/local/bin/till

# By number, so that a cluster can tell that it is not root.
USER 10001:10001

# Inside a container loopback would reach nobody; what is published outside is the operator's decision.
ENV TILL_LISTEN=0.0.0.0:8080 \
    TILL_LOG_FORMAT=json
EXPOSE 8080

# Liveness only, over bash's own sockets: the image holds no HTTP client. Readiness is the load balancer's question to ask.
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /livez HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r -t 2 _ status _ <&3 && [ \"$status\" = 200 ]"]

ENTRYPOINT ["till"]
CMD ["serve"]
