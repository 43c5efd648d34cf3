export type PathResult = {
    readonly ok: true;
    readonly path: string;
} | {
    readonly ok: false;
    readonly reason: "absolute" | "outside" | "malformed";
    readonly message: string;
};
/** Folder of a file within the repository: `""` at the root, without a slash at the end. */
export declare function folderOf(path: string): string;
/**
 * Resolves a path that is written in a file against that file's folder. `..` may climb inside the repository and never
 * out of it, not even to come back in.
 */
export declare function resolveInRepository(fromFile: string, written: string): PathResult;
