/**
 * CN-PROV-6: identity formats that are seen in the field, by name. `any` is whatever can stand as one level of a
 * topic, up to 128 characters.
 */
export const IDENTITY_FORMATS = Object.freeze({
  any: /^[^/+#$\s\p{Cc}]{1,128}$/u,
  mac: /^[0-9A-F]{12}$/,
  "mac-colons": /^[0-9A-F]{2}(:[0-9A-F]{2}){5}$/,
  uuid: /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
  serial: /^\d{4,32}$/,
});
export type IdentityFormat = keyof typeof IDENTITY_FORMATS;
