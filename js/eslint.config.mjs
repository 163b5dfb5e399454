import tseslint from "typescript-eslint";

/** What each folder may import besides its own modules: only folders that stand before it here. */
const FOLDERS = {
  shared: [],
  link: [],
  table: ["shared"],
  editor: ["link"],
  testing: [],
  "widgets/*": ["shared", "link", "table"],
  "widgets/*/*": ["shared", "link", "table"],
};

/**
 * @param folder A pattern of folders. One within a widget's folder may import the whole widget.
 * @param own The way from it out of what it belongs to.
 */
function limited(folder, own, allowed, files, ignores) {
  const root = "../".repeat(folder.split("/").length);
  const notAllowed = allowed.map((name) => `(?!${root}${name}/)`).join("");
  const message = `A module of ${folder} imports ${["its own folder", ...allowed].join(", ")}, and nothing else of ours.`;
  return {
    files: [`${folder}/${files}`],
    ignores,
    rules: { "no-restricted-imports": ["error", { patterns: [{ regex: `^${notAllowed}${own}`, message }] }] },
  };
}

const limits = Object.entries(FOLDERS).flatMap(([folder, allowed]) => {
  const own = folder === "widgets/*/*" ? "../../" : "../";
  return [
    limited(folder, own, allowed, "*.{ts,tsx}", ["**/*.test.{ts,tsx}"]),
    limited(folder, own, [...allowed, "testing"], "*.test.{ts,tsx}", []),
  ];
});

export default tseslint.config(
  { ignores: ["node_modules", "dist"] },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // A number in a template is what most templates here are for.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  ...limits,
);
