// What the build makes: see build/ beside src.

declare module "*.md?document" {
  const html: string;
  export default html;
}

declare module "virtual:example" {
  const both: Record<"en" | "zh", import("../build/example").Example>;
  export default both;
}
