export interface BenchOptions {
  /** How long each point is measured. More is steadier; the default keeps every benchmark within three minutes. */
  readonly seconds: number;
}
