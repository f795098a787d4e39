import { createHash } from "node:crypto";
import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import type { FirmwarePackage } from "../package-format.js";
import type { Material } from "./material.js";

const { Component, Bom, Metadata, Property, ExternalReference } = Models;

export interface BillOptions {
  readonly description: FirmwarePackage;
  readonly materials: readonly Material[];
}

/**
 * A bill of materials in CycloneDX 1.6, JSON: the firmware with its binaries, and each material under it; what only helped to build has the
 * scope `excluded`. The same parts give the same bill: its serial number comes from the image.
 */
export function billOfMaterials({ description, materials }: BillOptions): string {
  const { name, version, board, chip, parts } = description;
  const firmware = new Component(Enums.ComponentType.Firmware, name, {
    version,
    bomRef: "firmware",
    licenses: licences(["Apache-2.0"]),
  });
  firmware.properties.add(new Property("bowline:board", board));
  firmware.properties.add(new Property("bowline:chip", chip));
  for (const { path, sha256, role } of parts) {
    const file = new Component(Enums.ComponentType.File, path, { bomRef: `file:${path}`, description: role });
    file.hashes.set(Enums.HashAlgorithm["SHA-256"], sha256);
    firmware.components.add(file);
  }
  const bom = new Bom({ metadata: new Metadata({ component: firmware }) });
  const app = parts.find(({ role }) => role === "app")?.sha256 ?? "";
  bom.serialNumber = `urn:uuid:${uuidOf(app)}`;
  for (const material of materials) {
    const component = componentOf(material);
    bom.components.add(component);
    if (material.isInImage) firmware.dependencies.add(component.bomRef);
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function componentOf({
  kind,
  name,
  version,
  licences: ids,
  source,
  purl,
  sha512,
  isInImage,
}: Material): Models.Component {
  const component = new Component(Enums.ComponentType.Library, name, {
    version,
    bomRef: purl ?? `${kind}:${name}@${version}`,
    licenses: licences(ids),
    scope: isInImage ? Enums.ComponentScope.Required : Enums.ComponentScope.Excluded,
    ...(purl === undefined ? {} : { purl }),
  });
  component.properties.add(new Property("bowline:kind", kind));
  if (source !== undefined)
    component.externalReferences.add(new ExternalReference(source, Enums.ExternalReferenceType.VCS));
  if (sha512 !== undefined) component.hashes.set(Enums.HashAlgorithm["SHA-512"], sha512);
  return component;
}

/** Several licences that all apply are one expression; CycloneDX takes one alone as an identifier too. */
function licences(ids: readonly string[]): Models.LicenseRepository {
  const repository = new Models.LicenseRepository();
  if (ids.length > 0) repository.add(new Models.LicenseExpression(ids.join(" AND ")));
  return repository;
}

/** A UUID of version 8 (RFC 9562 §5.8) from bytes of our own choice. */
function uuidOf(seed: string): string {
  const hex = createHash("sha256").update(`bowline ${seed}`).digest("hex");
  const variant = "89ab"[Number.parseInt(hex.charAt(16), 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
