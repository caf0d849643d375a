import { describe, expect, it } from 'vitest';
import { isSecretPath } from '../../src/core/secretFiles.ts';

describe('secret files', () => {
	it.each([
		'.env',
		'/home/me/app/.env.local',
		'/app/.envrc',
		'C:\\app\\.ENV',
		'server.pem',
		'tls/private.KEY',
		'store.p12',
		'a.pfx',
		'a.jks',
		'vault.kdbx',
		'/home/me/.ssh/config',
		'/home/me/.ssh/id_rsa',
		'id_ed25519.pub',
		'id_rsa.bak',
		'id_work',
		'.npmrc',
		'.netrc',
		'/home/me/.aws/credentials',
		'/home/me/.gnupg/deep/er/file.txt',
		'/home/me/.kube/config',
		'infra/terraform.tfstate',
		'terraform.tfstate.backup',
		'config/secrets.yml',
		'secrets.py',
	])('%s is one', (path) => {
		expect(isSecretPath(path)).toBe(true);
	});

	it.each([
		'',
		'main.ts',
		'environment.ts',
		'src/env.ts',
		'id_map.py',
		'src/keys.ts',
		'monkey.js',
		'key',
		'aws/main.ts',
		'ssh.go',
		'pem.c',
		'my-secrets.md',
		'/home/me/.config/app.json',
		'.aws', // a file of that name holds no keys
	])('%s is none', (path) => {
		expect(isSecretPath(path)).toBe(false);
	});
});
