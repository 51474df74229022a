import { entity, int, oneOf, optional, text, time } from "@cowry/table";
import { DRIVER_STATUSES } from "./model.ts";

/** The keys of what people say of themselves. */

export const detailsItem = entity("user_details", {
  version: 1,
  about: "What a person says of themselves beyond their names",
  pk: "U#{userId}",
  sk: "DETAILS",
  attributes: {
    version: int("v"),
    /** JSON, sealed for `user:<id>:details`. */
    details: text("d"),
    updatedAtMs: time("ua"),
  },
});

export const driverItem = entity("driver_profile", {
  version: 1,
  about: "A driver's vehicle, whether they drive now, and where payouts go",
  pk: "U#{userId}",
  sk: "DRIVER",
  attributes: {
    version: int("v"),
    vehicleNumber: optional(text("vn")),
    plateNumber: optional(text("pn")),
    status: oneOf("st", DRIVER_STATUSES),
    payoutAccountId: optional(text("pa")),
  },
});

export const riderItem = entity("rider_profile", {
  version: 1,
  about: "A rider's preferences and saved addresses",
  pk: "U#{userId}",
  sk: "RIDER",
  attributes: {
    version: int("v"),
    /** JSON, sealed for `user:<id>:rider`. */
    sealed: text("s"),
  },
});
