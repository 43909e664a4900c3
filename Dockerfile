# syntax=docker/dockerfile:1

# A static binary in an otherwise empty image: nothing to log in to, nothing to keep patched but Tocsin itself.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# A release names itself: docker build --build-arg VERSION=v1.2.3
ARG VERSION=
# timetzdata: the empty image has no time zones, and reminders and reports are in people's own.
RUN CGO_ENABLED=0 go build -trimpath -tags timetzdata \
    -ldflags="-s -w -X github.com/tocsin-bot/tocsin/cmd/tocsin/version.released=${VERSION}" \
    -o /tocsin ./cmd/tocsin

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /tocsin /tocsin
# A number, since there is no /etc/passwd; Kubernetes' runAsNonRoot wants one too.
USER 65532:65532
# Health and metrics. By default they are on 127.0.0.1, which in a container nobody else reaches.
ENV TOCSIN_HTTP_ADDR=:9464
EXPOSE 9464
ENTRYPOINT ["/tocsin"]
CMD ["serve"]
