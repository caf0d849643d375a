/** What most models know, whatever they were trained on: for a template that is missing or fails. */
export const chatMl =
	"{% for message in messages %}{{ '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}{% endfor %}{{ '<|im_start|>assistant\n' }}";

/** Seed-OSS: its own template looks numbers up in a table with numbers as keys, which the renderer does not know. No tools. */
export const seedOss = String.raw`
{%- if thinking_budget is not defined %}{% set thinking_budget = -1 %}{% endif -%}
{%- set bos = '<seed:bos>' -%}{%- set eos = '<seed:eos>' -%}
{%- set interval = 0 if thinking_budget <= 0 else 128 if thinking_budget <= 512 else 256 if thinking_budget <= 1024 else 512 if thinking_budget <= 4096 else 1024 -%}
{%- set rest = messages -%}
{%- if messages[0].role == 'system' -%}
	{{- bos + 'system\n' + messages[0].content + eos -}}
	{%- set rest = messages[1:] -%}
{%- endif -%}
{%- if thinking_budget == 0 -%}
	{{- bos + 'system\nYou are an intelligent assistant that can answer questions in one step without the need for reasoning and thinking, that is, your thinking budget is 0. Next, please skip the thinking process and directly start answering the user\'s questions.\n' + eos -}}
{%- elif thinking_budget != -1 -%}
	{{- bos + 'system\nYou are an intelligent assistant with reflective ability. In the process of thinking and reasoning, you need to strictly follow the thinking budget, which is ' ~ thinking_budget ~ '. That is, you need to complete your thinking within ' ~ thinking_budget ~ ' tokens and start answering the user\'s questions. You will reflect on your thinking process every ' ~ interval ~ ' tokens, stating how many tokens have been used and how many are left.\n' + eos -}}
{%- endif -%}
{%- for message in rest -%}
	{{- bos + message.role -}}
	{%- if message.role != 'assistant' -%}
		{{- '\n' + message.content + eos -}}
	{%- else -%}
		{%- if message.reasoning_content is string and message.reasoning_content | trim -%}
			{{- '\n<seed:think>' + message.reasoning_content | trim + '</seed:think>' -}}
		{%- endif -%}
		{%- if message.content is string and message.content | trim -%}
			{{- '\n' + message.content | trim + eos -}}
		{%- endif -%}
	{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
	{{- bos + 'assistant\n' -}}
	{%- if thinking_budget == 0 -%}
		{{- '<seed:think>\n<seed:cot_budget_reflect>The current thinking budget is 0, so I will directly start answering the question.</seed:cot_budget_reflect>\n</seed:think>' -}}
	{%- endif -%}
{%- endif -%}
`;
