// The words for states of the page itself.

export const states = {
  offline: ["You are offline. Everything loaded so far works.", "当前离线。已载入的内容都可使用。"],
  silent: ["The last change has not been answered for {n} seconds; later ones wait for it.", "最近一次改动已 {n} 秒没有响应，之后的改动都在等待。"],
  silent_restart: ["Give it up and start the calculation again", "放弃该改动并重新启动计算"],
  slow: ["Figures follow when you let go: this device is slow for {n} households.", "本设备计算 {n}户较慢，松开滑块后更新。"],
  slow_use: ["Use {n}", "改用 {n}户"],
  no_change: ["The package equals today’s law: all differences are 0.", "方案与现行法律相同，差额均为 0。"],
  loading_part: ["Loading the households ({done} of {total} MB)", "正在载入家庭数据（{total} MB 中的 {done} MB）"],
  foretold: [
    "These figures were worked out when the page was built; your device is working them out now.",
    "以上数字在构建页面时算得；您的设备正在重新计算。",
  ],
  loading_done: ["Loading the households ({done} MB)", "正在载入家庭数据（{done} MB）"],
} satisfies Record<string, [string, string]>;
