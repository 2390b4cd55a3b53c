x = ["v1", "v3"] # waybill: app tag
