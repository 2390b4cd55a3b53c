locals {
  image = "ghcr.io/acme/app:v1" # waybill: app
  // waybill: app tag
  tag = "v1"
  sum = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" /* waybill: app digest */
}
