locals {
  image = "ghcr.io/acme/app:v2@sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd" # waybill: app
  // waybill: app tag
  tag = "v2"
  sum = "sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd" /* waybill: app digest */
}
