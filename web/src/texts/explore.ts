// Words of the view in which the package is explored: what is not in every part of the page.

export const explore = {
  offline: ["You are offline. Everything loaded so far works.", "当前离线。已载入的内容都可使用。"],
} satisfies Record<string, [string, string]>;
