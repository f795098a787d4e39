import type { ContentFile } from "../cloud/content-file.js";
import type { DownloadEvent, DownloadSink } from "../content/download.js";
import type { ContentAnswer } from "./content-list.js";
import type { DeviceStatus } from "./device-status.js";

/** What a program can ask of the device that it has started. */
export interface RunningDevice {
  /** What the device can say about itself now; holds no secrets. */
  status(): DeviceStatus;
  /** Which files the cloud offers (CN-CON-1); `onAnswer` comes once, never inside the call. */
  contents(onAnswer: (answer: ContentAnswer) => void): void;
  /**
   * Downloads one of them beside the session; the memory of a second TLS connection is needed for as long. Events are those of
   * `content/download.ts`. `sha256`, base64, is what somebody said beforehand that the file must be.
   */
  download(
    file: ContentFile,
    options: { sink: DownloadSink; sha256?: string; onEvent(event: DownloadEvent): void },
  ): { close(): void };
}
