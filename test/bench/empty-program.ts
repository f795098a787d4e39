/** Nothing: what stays is the engine and the simulator's side of the door. */
export default function main(): void {}
