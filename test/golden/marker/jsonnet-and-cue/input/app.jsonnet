{
  image: 'ghcr.io/acme/app:v1', // waybill: app
}
