/** The link of boards that go by Wi-Fi. */
export { BoardWiFi as BoardLink } from "platform/wifi";
