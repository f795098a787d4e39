/** What the head of a source file says about its licence, by words that the licences themselves ask for. */
const words: readonly (readonly [licence: string, pattern: RegExp])[] = Object.freeze([
  ["LGPL-3.0-or-later", /GNU Lesser General Public License/],
  ["GPL-3.0-or-later", /GNU General Public License/],
  ["Apache-2.0", /Licensed under the Apache License, Version 2\.0/],
  ["CC-BY-4.0", /creativecommons\.org\/licenses\/by\/4\.0/],
  ["CC0-1.0", /creativecommons\.org\/publicdomain\/zero/],
  ["MIT", /Permission is hereby granted, free of charge/],
  ["BSD-3-Clause", /Redistribution and use in source and binary forms/],
  ["SunPro", /Developed at Sun(Soft|Pro)/],
]);

/** The licences that a file's head names; none where it names none that is known. */
export function licencesOf(head: string): readonly string[] {
  const [, identifier] = /SPDX-License-Identifier:\s*([\w.+-]+)/.exec(head) ?? [];
  if (identifier !== undefined) return [identifier];
  const found = words.filter(([, pattern]) => pattern.test(head)).map(([licence]) => licence);
  // The lesser licence's notice names the other one too, where it says what the lesser one adds to.
  const isLesser = found.includes("LGPL-3.0-or-later");
  return isLesser ? found.filter((licence) => licence !== "GPL-3.0-or-later") : found;
}
