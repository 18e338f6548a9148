# docker build -t sitrep . && docker run --env DISCORD_TOKEN --volume sitrep:/data --read-only sitrep

# Built on the machine's own processor whatever the image is for: Go compiles for any other without emulation.
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
# A layer of their own, so that a changed file of ours does not fetch the modules again.
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG TARGETOS TARGETARCH
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -o /out/bot ./cmd/bot && mkdir /out/data

# The binary needs nothing but root certificates: no shell and no package manager, so nothing of theirs has to be kept safe.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/bot /bot
COPY corpus /corpus
# A new volume takes over the owner of the folder it covers; without this only root could write there.
COPY --from=build --chown=65532:65532 /out/data /data
# What PDFs are read with is compiled once, which takes seconds; kept on the volume, once is once.
ENV CORPUS=/corpus DATA=/data XDG_CACHE_HOME=/data/cache
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["/bot", "healthcheck"]
ENTRYPOINT ["/bot"]
CMD ["serve"]
