/** The Ethernet class of ECMA-419's network interfaces, as far as the device uses it. */
export interface EthernetLink {
  /** 200: off; 300: being connected; 400: a cable with somebody at its other end; 500: an address. */
  readonly connection: number;
  readonly address?: string | undefined;
  /** Throws where it is connecting or connected already. */
  connect(): void;
  disconnect(): void;
  /** The name under which it asks for its addresses from now on (DHCP, RFC 2132 3.14). Throws where that has more than 32 bytes. */
  configure(options: { hostname: string }): void;
  close(): void;
}

/** Throws where there is no such hardware. `onChanged` comes from inside the class: it may not be used there. */
export type EthernetLinkConstructor = new (options: { onChanged(property: string): void }) => EthernetLink;
