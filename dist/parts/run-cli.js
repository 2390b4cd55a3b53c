const e=require("./nearest.js");let t=require("node:util");function n(e,t,n){if(n!==void 0)return n;let{NO_COLOR:r,FORCE_COLOR:i,TERM:a}=e.env;return r!==void 0&&r!==``?!1:i!==void 0&&i!==``?i!==`0`:t.isTTY===!0&&a!==`dumb`}function r({isTTY:e,columns:t}){return e===!0?Math.max(40,t||80):1/0}function i(e){return e.replace(/[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu,`\ufffd`)}function a(e){return(n,r)=>e?(0,t.styleText)(n,r,{validateStream:!1}):r}function o(e){for(let t of[e.stdout,e.stderr])t.on?.(`error`,t=>{t.code!==`EPIPE`&&e.lost?.(t)})}function s(e,t,n,r){let i=e.match(/(?:"[^"]*"|\S)+/g)??[],a=r,o=``;for(let[e,r]of i.entries()){let i=e===0?``:` `,s=l(r);a>n.length&&a+i.length+s>t?(o=`${o.trimEnd()}\n${n}${r}`,a=n.length+s):(o+=i+r,a+=i.length+s)}return o}function c(e,t,n,{width:r,indent:i}){let a=e.length+t.length+n.length;return a<=r?{printed:e.printed+t+n.printed,length:a}:{printed:`${e.printed}\n${i}${n.printed}`,length:1/0}}function l(e){return u??=new Intl.Segmenter(`en`,{granularity:`grapheme`}),[...u.segment(e)].length}let u;function d(t,o,c){let{stderr:l}=t,u=a(n(t,l,o));for(let t of c){let[n=``,...a]=e.a(t).split(`
`).map(i),o=s(n,r(l),`  `,f.length+1),c=a.map(e=>`${p(e)?e:m(e,r(l))}\n`);l.write(`${u(`red`,f)} ${o}\n${c.join(``)}\n`)}}const f=`error:`;function p(e){return e.startsWith(`  at `)||e.startsWith(`  | `)}function m(e,t){let n=/^ */.exec(e)?.[0]??``;return n+s(e,t,/^ +\S+:\d+: /.test(e)?`${n}  `:n,n.length)}function h(e,t){let n=JSON.stringify(t,null,2).replace(g,e=>`\\u${e.charCodeAt(0).toString(16).padStart(4,`0`)}`);e.write(`${n}\n`)}const g=/[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;function _({code:e,image:t,message:n,hint:r,location:i}){return{code:e,image:t,message:n,hint:r,...i}}function v(e,t){return{...(e===`plan`||e===`set`||e===`init`)&&{written:!1,files:[]},errors:t.map(_)}}const y=[`init`,`doctor`,`plan`,`set`,`lint`,`pause`,`resume`],b=`  -i, --image IMAGE=REFERENCE  the image, and what to bring it to; once for
                               each. IMAGE is its repository. REFERENCE is one
                               of
                                 REPOSITORY:TAG@sha256:\u2026   the whole reference
                                 TAG@sha256:\u2026              tag and digest
                                 sha256:\u2026                  the digest alone
                                 TAG                       the registry is asked
                                                           for the digest
                               REPOSITORY:TAG@sha256:\u2026 without IMAGE= means the
                               same as with it`,x=`      --pin digest|tag         what is written where a file holds a tag alone:
                               tag and digest (the default), or the tag. A
                               digest that stands in a file is always brought up
                               to date. With "tag" the registry is asked only if
                               there is one
      --fill-empty-tags        write the tag where Helm values have tag: ""
      --app-version            write the tag into appVersion of the chart, too`,S=`      --json                   print one JSON object instead of text
      --color, --no-color      with or without colour; else NO_COLOR,
                               FORCE_COLOR and the terminal decide
  -h, --help                   print this`,C=`      --repository OWNER/NAME  the config repo; else GITHUB_REPOSITORY, or where
                               the folder was cloned from
      --branch NAME            where waybill.yaml is read; else the default one`,w=`${C}
      --dry-run                say what would happen, and write nothing
                               The token is GH_TOKEN or GITHUB_TOKEN. For a
                               GitHub Enterprise Server set GITHUB_API_URL`,T={plan:`waybill plan: show what would change, as a unified diff; write nothing

Usage:
  waybill plan ENVIRONMENT --image NAME=REFERENCE\u2026
  waybill plan PATH\u2026 --image IMAGE=REFERENCE\u2026

With the name of an environment, images and files are those of waybill.yaml, and
the files are looked for below the current folder. A folder that is called as an
environment is written ./NAME.

Options:
${b}
                               With an environment, IMAGE may be a name of
                               waybill.yaml: api=v1.4.0@sha256:\u2026
${x}
  -c, --config FILE            another waybill.yaml than the current folder's
${S}

The diff goes to standard output and can be given to "git apply"; what is said
about it goes to standard error. When anything stands in the way there is no
diff, and everything that does is told at once, with file, line and what to do.

Exit code: 0 planned, also when nothing would change; 1 nothing matched or not
possible; 2 wrong usage.

Example:
  waybill plan staging --image api=v1.4.0
`,set:`waybill set: bring images into files of the working tree

Usage:
  waybill set PATH\u2026 --image IMAGE=REFERENCE\u2026

PATH is a file, or a folder with everything below it. Symbolic links are not
followed, and .git is not entered.

Options:
${b}
${x}
      --dry-run                say what would change, and write nothing
${S}

Each file is replaced by a rename and keeps its mode. When anything stands in
the way no file is written, and everything that does is told at once on standard
error, with file, line and what to do.

Exit code: 0 done, also when all is there already; 1 nothing matched or not
possible; 2 wrong usage.

Example:
  waybill set envs/dev --image ghcr.io/acme/api=v1.4.0
`,lint:`waybill lint: check waybill.yaml

Usage:
  waybill lint [FILE]

FILE is the waybill.yaml of the current folder when it is left out. Everything
that is wrong is reported at once, with line and column. A pattern that matches
no file beside it is a warning, and so is a key that is not acted on yet.

Options:
${S}

Exit code: 0 valid; 1 not valid, or not there; 2 wrong usage.
`,init:`waybill init: propose a waybill.yaml and two workflows for a config repo

Usage:
  waybill init [--write]

Run it in the root of the config repo. It reads the files below, finds images
and the environments that folders and files are called after, and prints the
waybill.yaml, advance.yml and verify.yml that it would write. What nobody can
know from the files stands there as a comment that begins with "unsure:".

Options:
      --write                  write the files; none of them may be there yet
${S}

Exit code: 0 done; 1 no file declares an image, or a file is there already;
2 wrong usage.
`,doctor:`waybill doctor: look whether a config repo has what Waybill needs

Usage:
  waybill doctor [--repository OWNER/NAME]

Run it in the root of a clone of the config repo, with a token in GH_TOKEN or
GITHUB_TOKEN. It reads waybill.yaml, the workflows and the objects of Flux and
Argo CD here, and the settings on GitHub: the rules of the branch and the App
that their status is bound to, auto-merge, merge methods, what workflows and the
App may do, who reads the packages, and whether tags can be moved. It writes
nothing. Each line is "fine", "missing" with the click or the command that mends
it, or "unknown" where the token may not look: an owner's token sees the most.

Options:
${C}
                               For a GitHub Enterprise Server set
                               GITHUB_API_URL
${S}

Exit code: 0 nothing is missing; 1 something is, or could not be read; 2 wrong
usage.

Example:
  GH_TOKEN=$(gh auth token) waybill doctor
`,pause:`waybill pause: keep an environment's lanes from being merged

Usage:
  waybill pause ENVIRONMENT --reason TEXT [--until WHEN] [--image NAME\u2026]

Opens the pull request that pauses the environment, on GitHub. The pause is in
force as long as that is open, and says why on each pull request of a lane.

Options:
      --reason TEXT            why; needed
      --until WHEN             when it ends by itself: 30m, 2h, 3d, or a moment
                               with its zone, 2026-01-05T12:00:00Z
  -i, --image NAME             an image or a group; once for each. Without, the
                               whole environment
${w}
${S}

Exit code: 0 paused, also when it was already; 1 not possible; 2 wrong usage.

Example:
  waybill pause prod --reason "checkout is slow" --until 2h
`,resume:`waybill resume: end a pause

Usage:
  waybill resume ENVIRONMENT [--image NAME\u2026] [--reason TEXT]

Closes the pull request that pauses the environment. Where that was merged,
another one takes the entry out again, and GitHub merges it once its rules let
it; until then the pause stays in force.

Options:
  -i, --image NAME             an image or a group; once for each. Without,
                               everything that is paused
      --reason TEXT            why, for the pull request
${w}
${S}

Exit code: 0 done, also when nothing was paused; 1 not possible; 2 wrong usage.
`};function E(e){return T[e]}const D={image:{type:`string`,multiple:!0,short:`i`},pin:{type:`string`},config:{type:`string`,short:`c`},"fill-empty-tags":{type:`boolean`},"app-version":{type:`boolean`},reason:{type:`string`},until:{type:`string`},repository:{type:`string`},branch:{type:`string`},"dry-run":{type:`boolean`},write:{type:`boolean`},json:{type:`boolean`},color:{type:`boolean`},help:{type:`boolean`,short:`h`}};function O(e,t,n){let{values:r,positionals:i}=k(e,t,n);return{positionals:i,images:r.image??[],pin:I(r.pin),config:r.config,fillEmptyTags:r[`fill-empty-tags`]??!1,appVersion:r[`app-version`]??!1,reason:r.reason,until:r.until,repository:r.repository,branch:r.branch,dryRun:r[`dry-run`]??!1,write:r.write??!1,json:r.json??!1,color:r.color,help:r.help??!1}}function k(n,r,i){A(n,r,i);try{return(0,t.parseArgs)({args:[...r],options:D,allowPositionals:!0,allowNegative:!0})}catch(t){let r=t instanceof Error?t.message:String(t);throw new e.r(`INPUT_INVALID`,r.split(`. `)[0]??r,{hint:L(n),cause:t})}}function A(n,r,i){let{tokens:a}=(0,t.parseArgs)({args:[...r],options:D,allowPositionals:!0,allowNegative:!0,strict:!1,tokens:!0});for(let t of a){if(t.kind!==`option`)continue;let r=i.find(e=>e===t.name);if(r===void 0)throw j(n,t.rawName,i);let a=M(P(n,r),t);if(a!==void 0)throw new e.r(`INPUT_INVALID`,`${t.rawName} ${a.message}`,{hint:a.hint})}}function j(t,n,r){let i=e.t(n,r.map(e=>`--${e}`)).trimStart();return new e.r(`INPUT_INVALID`,`waybill ${t} has no option ${n}`,{hint:`${i} ${L(t)}`.trimStart()})}function M(e,{rawName:t,value:n,inlineValue:r}){if(e===void 0)return n===void 0?void 0:{message:`takes no value`,hint:`Write ${t} alone.`};let i=`Write ${t} ${e}.`;if(n===void 0)return{message:`has no value`,hint:i};if(n.trim()===``)return{message:`has an empty value`,hint:`A variable that is not set is an empty text. ${i}`};if(r===!0||!n.startsWith(`-`))return;let a=`${i} A value that begins with "-" is written ${t}=${N(n)}.`;return{message:`has no value: ${N(n)} is an option of its own`,hint:a}}function N(e){return e.length<=100?e:`${e.slice(0,100)}\u2026`}function P(e,t){return t===`image`&&[`pause`,`resume`].includes(e)?`api`:F[t]}const F={image:`ghcr.io/acme/api=v1.4.0@sha256:\u2026`,pin:`digest`,config:`path/to/waybill.yaml`,reason:`"checkout is slow"`,until:`2h`,repository:`acme/config`,branch:`main`};function I(t){if(t===void 0||t===`digest`||t===`tag`)return t;throw new e.r(`INPUT_INVALID`,`--pin is ${JSON.stringify(N(t))}`,{hint:`Write --pin digest or --pin tag.`})}function L(e){return`"waybill ${e} --help" shows what can stand there.`}const R=[`repository`,`branch`,`dry-run`,`json`,`color`,`help`],z={plan:[`image`,`pin`,`config`,`fill-empty-tags`,`app-version`,`json`,`color`,`help`],set:[`image`,`pin`,`fill-empty-tags`,`app-version`,`dry-run`,`json`,`color`,`help`],lint:[`json`,`color`,`help`],init:[`write`,`json`,`color`,`help`],doctor:[`repository`,`branch`,`json`,`color`,`help`],pause:[`image`,`reason`,`until`,...R],resume:[`image`,`reason`,...R]},B=new Set([`INPUT_MISSING`,`INPUT_INVALID`,`REFERENCE_INVALID`,`DIGEST_INVALID`,`ENVIRONMENT_UNKNOWN`,`IMAGE_UNKNOWN`,`TOKEN_MISSING`]);async function V(t,n,r={openRegistry:q}){o(n);try{return await H(t,n,r)}catch(r){let i=e.o(r);return t.includes(`--json`)?h(n.stdout,v(t[0],i)):d(n,K(t),i),i.every(({code:e})=>B.has(e))?2:1}}async function H(e,t,n){let[r,...i]=e;if(r===void 0||r===`help`||r===`--help`||r===`-h`)return U(i[0],r,t);if(r===`--version`||r===`-V`)return t.stdout.write(`0.1.0
`),0;let a=y.find(e=>e===r);if(a===void 0)throw G(r);let o=O(a,i,z[a]);return o.help?(t.stdout.write(E(a)),0):W(a,{arguments:o,terminal:t,openRegistry:()=>n.openRegistry(t)})}function U(e,t,n){let r=y.find(t=>t===e);if(r===void 0&&e!==void 0&&!e.startsWith(`-`))throw G(e);return(t===void 0?n.stderr:n.stdout).write(r===void 0?`waybill: bring an image's digest into the files that declare an environment

Usage:
  waybill init [--write]      propose a waybill.yaml and two workflows
  waybill doctor              say what is missing in the settings, workflows and
                              agents of a config repo, and what mends it
  waybill plan ENVIRONMENT --image NAME=REFERENCE
  waybill plan PATH\u2026       --image IMAGE=REFERENCE
                              show what would change, as a diff; write nothing
  waybill set PATH\u2026        --image IMAGE=REFERENCE
                              change the files of the working tree
  waybill lint [FILE]         check waybill.yaml
  waybill pause ENVIRONMENT --reason TEXT
                              keep its lanes from being merged, on GitHub
  waybill resume ENVIRONMENT  end that

  waybill COMMAND --help      explain one command
  waybill --version

Only the text of the image reference changes; every other byte of a file stays
as it is. When anything is unclear nothing is written, and the message says
where and why. A place that is passed over is pointed at by a comment behind it:
"# waybill: IMAGE"; docs/shapes.md has all that is recognised.
`:E(r)),t===void 0?2:0}async function W(e,t){switch(e){case`plan`:return(await Promise.resolve().then(()=>require("./plan.js"))).runPlan(t);case`set`:return(await Promise.resolve().then(()=>require("./set.js"))).runSet(t);case`lint`:return(await Promise.resolve().then(()=>require("./lint.js"))).runLint(t);case`init`:return(await Promise.resolve().then(()=>require("./init.js"))).runInit(t);case`doctor`:return(await Promise.resolve().then(()=>require("./doctor.js"))).runDoctor(t);case`pause`:case`resume`:return(await Promise.resolve().then(()=>require("./pause2.js"))).runPause(e,t)}}function G(t){let n=t.startsWith(`-`)?void 0:e.n(t,y),r=t.startsWith(`-`)?`option`:`command`;return new e.r(`INPUT_INVALID`,`waybill has no ${r} ${JSON.stringify(t.slice(0,100))}`,{hint:`${n===void 0?``:`Did you mean "${n}"? `}The commands are ${y.join(`, `)}; "waybill --help" explains them.`})}function K(e){return e.includes(`--no-color`)?!1:e.includes(`--color`)?!0:void 0}async function q(e){return(await Promise.resolve().then(()=>require("./open-registry.js"))).openRegistry(e)}async function J(){let{stdout:e,stderr:t,argv:n,env:r}=process,i=!1,a=await V(n.slice(2),{stdout:e,stderr:t,cwd:process.cwd(),env:r,lost:({message:e})=>{let n=!i;i=!0,process.exitCode=1,n&&t.write(`error: what the command says cannot be written: ${e}\n  Let it go somewhere else; "git status" tells which files it changed.\n`)}});process.exitCode=i?1:a}exports.a=l,exports.c=n,exports.i=c,exports.l=i,exports.n=d,exports.o=s,exports.r=h,exports.runCli=J,exports.s=a,exports.t=_,exports.u=r;