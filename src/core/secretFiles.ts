/** Files whose text never enters a prompt and in which nothing is completed. Pass the path the user sees and the one it leads to. */
export function isSecretPath(path: string): boolean {
	const parts = path.toLowerCase().split(/[\\/]+/);
	const name = parts.at(-1) ?? '';
	return parts.slice(0, -1).some((folder) => secretFolders.includes(folder)) || secretNames.some((pattern) => pattern.test(name));
}

const secretFolders: readonly string[] = ['.aws', '.ssh', '.gnupg', '.kube'];

const secretNames: readonly RegExp[] = [
	/^\.env/,
	/\.(pem|key|p12|pfx|jks|kdbx|ppk|keystore)$/,
	// Key files are `id_rsa`, `id_work`, `id_ed25519.bak`; source files such as `id_map.py` are not.
	/^id_[^.]*$/,
	/^id_(rsa|dsa|ecdsa|ed25519)/,
	/^\.(npmrc|netrc|pypirc|pgpass|git-credentials|dockercfg|htpasswd)$/,
	/^_netrc$/,
	/\.tfstate/,
	/^secrets\./,
];
