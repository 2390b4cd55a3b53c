{
  image: 'ghcr.io/acme/app:v2@sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', // waybill: app
}
