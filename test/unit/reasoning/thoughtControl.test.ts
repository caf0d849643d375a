import { expect, it } from 'vitest';
import { type ThoughtCommand, ThoughtControl } from '../../../src/core/reasoning/thoughtControl.ts';

const steer: ThoughtCommand = { kind: 'steer', remark: 'Use metres.' };
const answerNow: ThoughtCommand = { kind: 'answerNow' };
const pause: ThoughtCommand = { kind: 'pause' };

it('a command reaches the thought that listens', () => {
	const control = new ThoughtControl();
	const heard: ThoughtCommand[] = [];
	control.listen((command) => heard.push(command));
	control.send(steer);
	control.send(answerNow);
	expect(heard).toEqual([steer, answerNow]);
});

it('what is sent before anyone listens waits, in order, and is heard once', () => {
	const control = new ThoughtControl();
	control.send(pause);
	control.send(steer);
	const first: ThoughtCommand[] = [];
	const second: ThoughtCommand[] = [];
	control.listen((command) => first.push(command))();
	control.listen((command) => second.push(command));
	expect([first, second]).toEqual([[pause, steer], []]);
});

it('after a thought stopped listening, commands wait for the next', () => {
	const control = new ThoughtControl();
	const first: ThoughtCommand[] = [];
	const second: ThoughtCommand[] = [];
	control.listen((command) => first.push(command))();
	control.send(answerNow);
	control.listen((command) => second.push(command));
	expect([first, second]).toEqual([[], [answerNow]]);
});

it('the end of an earlier listening does not end a later one', () => {
	const control = new ThoughtControl();
	const heard: ThoughtCommand[] = [];
	const stop = control.listen(() => undefined);
	control.listen((command) => heard.push(command));
	stop();
	control.send(answerNow);
	expect(heard).toEqual([answerNow]);
});

it('a command that is sent while the waiting ones are heard comes after them', () => {
	const control = new ThoughtControl();
	control.send(pause);
	control.send(steer);
	const heard: ThoughtCommand[] = [];
	control.listen((command) => {
		heard.push(command);
		if (command === steer) control.send(answerNow);
	});
	expect(heard).toEqual([pause, steer, answerNow]);
});
