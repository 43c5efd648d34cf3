/** Git and GitHub end messages with different line feeds; on this side of the port they have none. */
export function trimMessage(message: string): string {
  return message.replace(/\n+$/, "");
}
