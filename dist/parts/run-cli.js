const e=require("./nearest.js");let t=require("node:util"),n=require("node:fs"),r=require("node:worker_threads");function i(e,t,n){if(n!==void 0)return n;let{NO_COLOR:r,FORCE_COLOR:i,TERM:a}=e.env;return r!==void 0&&r!==``?!1:i!==void 0&&i!==``?i!==`0`:t.isTTY===!0&&a!==`dumb`}function a({isTTY:e,columns:t}){return e===!0?Math.max(40,t||80):1/0}function o(e){return e.replace(/[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu,`\ufffd`)}function s(e){return(n,r)=>e?(0,t.styleText)(n,r,{validateStream:!1}):r}function c(e){for(let t of[e.stdout,e.stderr])t.on?.(`error`,t=>{t.code!==`EPIPE`&&e.lost?.(t)})}function l(e,t,n,r){let i=e.match(/(?:"[^"]*"|\S)+/g)??[],a=r,o=``;for(let[e,r]of i.entries()){let i=e===0?``:` `,s=d(r);a>n.length&&a+i.length+s>t?(o=`${o.trimEnd()}\n${n}${r}`,a=n.length+s):(o+=i+r,a+=i.length+s)}return o}function u(e,t,n,{width:r,indent:i}){let a=e.length+t.length+n.length;return a<=r?{printed:e.printed+t+n.printed,length:a}:{printed:`${e.printed}\n${i}${n.printed}`,length:1/0}}function d(e){return f??=new Intl.Segmenter(`en`,{granularity:`grapheme`}),[...f.segment(e)].length}let f;function p(t,n,r){let{stderr:c}=t,u=s(i(t,c,n));for(let t of r){let[n=``,...r]=e.a(t).split(`
`).map(o),i=l(n,a(c),`  `,m.length+1),s=r.map(e=>`${h(e)?e:g(e,a(c))}\n`);c.write(`${u(`red`,m)} ${i}\n${s.join(``)}\n`)}}const m=`error:`;function h(e){return e.startsWith(`  at `)||e.startsWith(`  | `)}function g(e,t){let n=/^ */.exec(e)?.[0]??``;return n+l(e,t,/^ +\S+:\d+: /.test(e)?`${n}  `:n,n.length)}function _(e,t){let n=JSON.stringify(t,null,2).replace(v,e=>`\\u${e.charCodeAt(0).toString(16).padStart(4,`0`)}`);e.write(`${n}\n`)}const v=/[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;function y({code:e,image:t,message:n,hint:r,location:i}){return{code:e,image:t,message:n,hint:r,...i}}function ee(e,t){return{...(e===`plan`||e===`set`||e===`init`)&&{written:!1,files:[]},errors:t.map(y)}}function te(e){return`waybill drift: compare what runs with what is declared

Usage:
  waybill drift ENVIRONMENT
  waybill drift PATH\u2026

PATH is a file with objects of Kubernetes, or a folder: one with a Kustomization
is built by kustomize, a chart is rendered by helm, and any other is read file
by file. With ENVIRONMENT, its "drift" in waybill.yaml says what is compared and
what is tolerated. It writes nothing, neither here nor into the cluster.

Options:
      --agent KIND/NAMESPACE/NAME
                               the object by which an agent applies it,
                               kustomization/flux-system/apps or
                               application/argocd/shop: its folder is compared,
                               at the commit that the agent has applied
      --live FILE              files or folders with live objects, as "kubectl
                               get -o json" prints them, instead of a cluster;
                               once for each
      --kubeconfig FILE        the cluster, as kubectl knows it
      --context NAME
  -n, --namespace NAME         where objects are that name no namespace; else
                               "default"
      --server-side, --no-server-side
                               ask the server what it would make of the declared
                               objects where it lets us (the default), or not
      --release NAME           how helm names the release of a chart
      --values FILE            values for helm; once for each
      --fail, --no-fail        exit with 2 where there are differences (the
                               default), or with 0
      --sarif                  print SARIF instead of text
  -c, --config FILE            another waybill.yaml than the current folder's
${e}

Exit code: 0 no differences; 2 differences; 1 not possible, not everything could
be compared, or wrong usage.

Example:
  waybill drift envs/prod --context prod
`}const b=`      --json                   print one JSON object instead of text
      --color, --no-color      with or without colour; else NO_COLOR,
                               FORCE_COLOR and the terminal decide
  -h, --help                   print this`,x=`      --repository OWNER/NAME  the config repo; else GITHUB_REPOSITORY, or where
                               the folder was cloned from
      --branch NAME            where waybill.yaml is read; else the default one`,S=`      --trusted-root FILE      the trusted_root.json of your own Sigstore; it is
                               trusted beside those that are known
                               For a GitHub Enterprise Server set
                               GITHUB_API_URL`,C=`${x}
      --dry-run                say what would happen, and write nothing
                               The token is GH_TOKEN or GITHUB_TOKEN. For a
                               GitHub Enterprise Server set GITHUB_API_URL`,ne={doctor:`waybill doctor: look whether a config repo has what Waybill needs

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
${x}
                               For a GitHub Enterprise Server set
                               GITHUB_API_URL
${b}

Exit code: 0 nothing is missing; 1 something is, or could not be read; 2 wrong
usage.

Example:
  GH_TOKEN=$(gh auth token) waybill doctor
`,verify:`waybill verify: say whether a pull request of the config repo may be merged

Usage:
  waybill verify PULL

PULL is the number of a pull request, or its address. It is judged as the action
"verify" judges it, by the waybill.yaml of its base branch, with a token in
GH_TOKEN or GITHUB_TOKEN. No status is set. Each gate stands with its reason.
Where an environment asks who built an image, so do the rule, every place that
was asked, and every attestation with what it proves or why it does not.

Options:
${x}
${S}
${b}

Exit code: 0 it may be merged; 1 it may not now, or nobody can say; 2 wrong
usage.

Example:
  GH_TOKEN=$(gh auth token) waybill verify 7
`,explain:`waybill explain: say what each environment says of a digest, and why

Usage:
  waybill explain DIGEST [--image NAME]

DIGEST is sha256:\u2026 or REPOSITORY@sha256:\u2026. It is asked about as if a pull
request brought it now: every gate with its reason, and where an environment
asks who built an image, the rule that counts, every place that was asked, and
every attestation with what it proves or why it does not. It needs a token in
GH_TOKEN or GITHUB_TOKEN, and writes nothing.

Options:
  -i, --image NAME             an image of waybill.yaml; once for each. Without,
                               all that have the digest
${x}
${S}
${b}

Exit code: 0 explained, whatever the gates say; 1 no image has the digest, or
something could not be read; 2 wrong usage.

Example:
  GH_TOKEN=$(gh auth token) waybill explain ghcr.io/acme/api@sha256:2c26\u2026
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
${C}
${b}

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
${C}
${b}

Exit code: 0 done, also when nothing was paused; 1 not possible; 2 wrong usage.
`,where:`waybill where: say in which environments a change is, and what it waits for

Usage:
  waybill where COMMIT|DIGEST|PULL

A commit is acme/shop@1e3fc79, a pull request acme/shop#12; without the
repository it is the only source of waybill.yaml. A digest is written in full.
Each environment has a line: running, failed, pending (declared, and not known
to run), declared (nothing says how it runs), proposed, or not there.

Options:
${x}
                               The token is GH_TOKEN or GITHUB_TOKEN
${b}

Exit code: 0 it is in an environment, or proposed to one; 1 it is in none;
2 wrong usage.

Example:
  waybill where acme/shop#12
`,report:`waybill report: say how an image runs, for an agent of your own

Usage:
  waybill report --environment NAME --image NAME[=DIGEST] --state STATE

Sets the commit status reported/ENVIRONMENT/IMAGE on the commit that declares
the image. Name it in "health" of the environment: gates and observe read it.

Options:
      --environment NAME       the environment
      --target NAME            one of its targets, where it has any; the status
                               is reported/ENVIRONMENT/TARGET/IMAGE then
  -i, --image NAME[=DIGEST]    the image; with a digest only if that is declared
      --state STATE            healthy, pending or failed
      --reason TEXT            a few words beside it
      --url ADDRESS            where to see more
${C}
${b}

Exit code: 0 reported; 1 not possible; 2 wrong usage.

Example:
  waybill report --environment dev --image api --state healthy
`},w=`0.1.0`,T=[`init`,`doctor`,`plan`,`set`,`lint`,`verify`,`explain`,`pause`,`resume`,`drift`,`where`,`report`],E=`  -i, --image IMAGE=REFERENCE  the image, and what to bring it to; once for
                               each. IMAGE is its repository. REFERENCE is one
                               of
                                 REPOSITORY:TAG@sha256:\u2026   the whole reference
                                 TAG@sha256:\u2026              tag and digest
                                 sha256:\u2026                  the digest alone
                                 TAG                       the registry is asked
                                                           for the digest
                               REPOSITORY:TAG@sha256:\u2026 without IMAGE= means the
                               same as with it`,D=`      --pin digest|tag         what is written where a file holds a tag alone:
                               tag and digest (the default), or the tag. A
                               digest that stands in a file is always brought up
                               to date. With "tag" the registry is asked only if
                               there is one
      --fill-empty-tags        write the tag where Helm values have tag: ""
      --app-version            write the tag into appVersion of the chart, too`,O={...ne,plan:`waybill plan: show what would change, as a unified diff; write nothing

Usage:
  waybill plan ENVIRONMENT --image NAME=REFERENCE\u2026
  waybill plan PATH\u2026 --image IMAGE=REFERENCE\u2026

With the name of an environment, images and files are those of waybill.yaml, and
the files are looked for below the current folder. A folder that is called as an
environment is written ./NAME.

Options:
${E}
                               With an environment, IMAGE may be a name of
                               waybill.yaml: api=v1.4.0@sha256:\u2026
${D}
  -c, --config FILE            another waybill.yaml than the current folder's
${b}

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
${E}
${D}
      --dry-run                say what would change, and write nothing
${b}

Each file is replaced by a rename and keeps its owner and mode. Ctrl-C leaves
everything as it was, and what a kill left is removed by the next run. When
anything stands in the way no file is written, and everything that does is told
at once on standard error, with file, line and what to do.

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
${b}

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
${b}

Exit code: 0 done; 1 no file declares an image, or a file is there already;
2 wrong usage.
`,drift:te(b)};function k(e){return O[e]}const A=[`SIGINT`,`SIGTERM`,`SIGHUP`];function re(e){let t=!1,n=n=>{t=!0,e(n)};for(let e of A)process.on(e,n);return{isCaught:()=>t,release:()=>{for(let e of A)process.off(e,n)}}}const j={image:{type:`string`,multiple:!0,short:`i`},pin:{type:`string`},config:{type:`string`,short:`c`},"fill-empty-tags":{type:`boolean`},"app-version":{type:`boolean`},reason:{type:`string`},until:{type:`string`},environment:{type:`string`},target:{type:`string`},state:{type:`string`},url:{type:`string`},repository:{type:`string`},branch:{type:`string`},"trusted-root":{type:`string`},"dry-run":{type:`boolean`},live:{type:`string`,multiple:!0},kubeconfig:{type:`string`},context:{type:`string`},namespace:{type:`string`,short:`n`},agent:{type:`string`},release:{type:`string`},values:{type:`string`,multiple:!0},"server-side":{type:`boolean`},fail:{type:`boolean`},sarif:{type:`boolean`},write:{type:`boolean`},json:{type:`boolean`},color:{type:`boolean`},help:{type:`boolean`,short:`h`}};function M(e,t,n){let{values:r,positionals:i}=N(e,t,n);return{positionals:i,images:r.image??[],pin:B(r.pin),config:r.config,fillEmptyTags:r[`fill-empty-tags`]??!1,appVersion:r[`app-version`]??!1,reason:r.reason,until:r.until,environment:r.environment,target:r.target,state:r.state,url:r.url,repository:r.repository,branch:r.branch,trustedRoot:r[`trusted-root`],dryRun:r[`dry-run`]??!1,live:r.live??[],kubeconfig:r.kubeconfig,context:r.context,namespace:r.namespace,agent:r.agent,release:r.release,values:r.values??[],serverSide:r[`server-side`]??!0,fail:r.fail??!0,sarif:r.sarif??!1,write:r.write??!1,json:r.json??!1,color:r.color,help:r.help??!1}}function N(n,r,i){P(n,r,i);try{return(0,t.parseArgs)({args:[...r],options:j,allowPositionals:!0,allowNegative:!0})}catch(t){let r=t instanceof Error?t.message:String(t);throw new e.r(`INPUT_INVALID`,r.split(`. `)[0]??r,{hint:V(n),cause:t})}}function P(n,r,i){let{tokens:a}=(0,t.parseArgs)({args:[...r],options:j,allowPositionals:!0,allowNegative:!0,strict:!1,tokens:!0});for(let t of a){if(t.kind!==`option`)continue;let r=i.find(e=>e===t.name);if(r===void 0)throw F(n,t.rawName,i);let a=I(R(n,r),t);if(a!==void 0)throw new e.r(`INPUT_INVALID`,`${t.rawName} ${a.message}`,{hint:a.hint})}}function F(t,n,r){let i=e.t(n,r.map(e=>`--${e}`)).trimStart();return new e.r(`INPUT_INVALID`,`waybill ${t} has no option ${n}`,{hint:`${i} ${V(t)}`.trimStart()})}function I(e,{rawName:t,value:n,inlineValue:r}){if(e===void 0)return n===void 0?void 0:{message:`takes no value`,hint:`Write ${t} alone.`};let i=`Write ${t} ${e}.`;if(n===void 0)return{message:`has no value`,hint:i};if(n.trim()===``)return{message:`has an empty value`,hint:`A variable that is not set is an empty text. ${i}`};if(r===!0||!n.startsWith(`-`))return;let a=`${i} A value that begins with "-" is written ${t}=${L(n)}.`;return{message:`has no value: ${L(n)} is an option of its own`,hint:a}}function L(e){return e.length<=100?e:`${e.slice(0,100)}\u2026`}function R(e,t){return t===`image`&&[`pause`,`resume`,`explain`,`report`].includes(e)?`api`:z[t]}const z={image:`ghcr.io/acme/api=v1.4.0@sha256:\u2026`,pin:`digest`,config:`path/to/waybill.yaml`,reason:`"checkout is slow"`,until:`2h`,environment:`dev`,target:`eu`,state:`healthy`,url:`https://ci.acme.dev/runs/7`,repository:`acme/config`,branch:`main`,"trusted-root":`path/to/trusted_root.json`,live:`objects.json`,kubeconfig:`path/to/kubeconfig`,context:`prod`,namespace:`shop`,agent:`kustomization/flux-system/apps`,release:`shop`,values:`values-prod.yaml`};function B(t){if(t===void 0||t===`digest`||t===`tag`)return t;throw new e.r(`INPUT_INVALID`,`--pin is ${JSON.stringify(L(t))}`,{hint:`Write --pin digest or --pin tag.`})}function V(e){return`"waybill ${e} --help" shows what can stand there.`}const H=[`repository`,`branch`,`dry-run`,`json`,`color`,`help`],U={plan:[`image`,`pin`,`config`,`fill-empty-tags`,`app-version`,`json`,`color`,`help`],set:[`image`,`pin`,`fill-empty-tags`,`app-version`,`dry-run`,`json`,`color`,`help`],lint:[`json`,`color`,`help`],init:[`write`,`json`,`color`,`help`],doctor:[`repository`,`branch`,`json`,`color`,`help`],verify:[`repository`,`branch`,`trusted-root`,`json`,`color`,`help`],explain:[`image`,`repository`,`branch`,`trusted-root`,`json`,`color`,`help`],pause:[`image`,`reason`,`until`,...H],resume:[`image`,`reason`,...H],drift:[`agent`,`live`,`kubeconfig`,`context`,`namespace`,`server-side`,`release`,`values`,`fail`,`sarif`,`config`,`json`,`color`,`help`],where:[`repository`,`branch`,`json`,`color`,`help`],report:[`environment`,`target`,`image`,`state`,`reason`,`url`,...H]},W=new Set([`INPUT_MISSING`,`INPUT_INVALID`,`REFERENCE_INVALID`,`DIGEST_INVALID`,`ENVIRONMENT_UNKNOWN`,`IMAGE_UNKNOWN`,`TOKEN_MISSING`]);async function G(t,n,r={openRegistry:ae}){c(n);try{return await K(t,n,r)}catch(r){let i=e.o(r);return t.includes(`--json`)?_(n.stdout,ee(t[0],i)):p(n,ie(t),i),t[0]!==`drift`&&i.every(({code:e})=>W.has(e))?2:1}}async function K(e,t,n){let[r,...i]=e;if(r===void 0||r===`help`||r===`--help`||r===`-h`)return q(i[0],r,t);if(r===`--version`||r===`-V`)return t.stdout.write(`${w}\n`),0;let a=T.find(e=>e===r);if(a===void 0)throw Y(r);let o=M(a,i,U[a]);return o.help?(t.stdout.write(k(a)),0):J(a,{arguments:o,terminal:t,openRegistry:()=>n.openRegistry(t),say:e=>t.progress?.(e)})}function q(e,t,n){let r=T.find(t=>t===e);if(r===void 0&&e!==void 0&&!e.startsWith(`-`))throw Y(e);return(t===void 0?n.stderr:n.stdout).write(r===void 0?`waybill: bring an image's digest into the files that declare an environment

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
  waybill verify PULL         say whether a pull request may be merged, and why
  waybill explain DIGEST      say what each environment says of a digest, why
  waybill pause ENVIRONMENT --reason TEXT
                              keep its lanes from being merged, on GitHub
  waybill resume ENVIRONMENT  end that
  waybill drift ENVIRONMENT   compare what runs with what is declared
  waybill where COMMIT|DIGEST|PULL
                              say in which environments it is
  waybill report --environment NAME --image NAME --state STATE
                              say how an image runs, for an agent of your own

  waybill COMMAND --help      explain one command
  waybill --version

Only the text of the image reference changes; every other byte of a file stays
as it is. When anything is unclear nothing is written, and the message says
where and why. A place that is passed over is pointed at by a comment behind it:
"# waybill: IMAGE"; docs/shapes.md has all that is recognised.
`:k(r)),t===void 0?2:0}async function J(e,t){switch(e){case`plan`:return(await Promise.resolve().then(()=>require("./plan.js"))).runPlan(t);case`set`:return(await Promise.resolve().then(()=>require("./set.js"))).runSet(t);case`lint`:return(await Promise.resolve().then(()=>require("./lint.js"))).runLint(t);case`init`:return(await Promise.resolve().then(()=>require("./init.js"))).runInit(t);case`doctor`:return(await Promise.resolve().then(()=>require("./doctor.js"))).runDoctor(t);case`verify`:return(await Promise.resolve().then(()=>require("./verify.js"))).runVerify(t);case`explain`:return(await Promise.resolve().then(()=>require("./explain.js"))).runExplain(t);case`pause`:case`resume`:return(await Promise.resolve().then(()=>require("./pause2.js"))).runPause(e,t);case`drift`:return(await Promise.resolve().then(()=>require("./drift.js"))).runDrift(t);case`where`:return(await Promise.resolve().then(()=>require("./where2.js"))).runWhere(t);case`report`:return(await Promise.resolve().then(()=>require("./report.js"))).runReport(t)}}function Y(t){let n=t.startsWith(`-`)?void 0:e.n(t,T),r=t.startsWith(`-`)?`option`:`command`;return new e.r(`INPUT_INVALID`,`waybill has no ${r} ${JSON.stringify(t.slice(0,100))}`,{hint:`${n===void 0?``:`Did you mean "${n}"? `}The commands are ${T.join(`, `)}; "waybill --help" explains them.`})}function ie(e){return e.includes(`--no-color`)?!1:e.includes(`--color`)?!0:void 0}async function ae(e){return(await Promise.resolve().then(()=>require("./open-registry.js"))).openRegistry(e)}const[X,Z,Q]=[0,1,2];function oe(e){let t=new Int32Array(new SharedArrayBuffer(8)),r,i=()=>{if(r===void 0)return;let i=r;for(r=void 0;Atomics.compareExchange(t,0,X,Q)===Z;)Atomics.wait(t,0,Z,50);i.terminate(),Atomics.load(t,1)===1&&(0,n.writeSync)(e,se)};return{say:n=>{Atomics.load(t,0)!==Q&&(r??=ce({lock:t,fd:e,since:Date.now()}),r.postMessage(n))},before:e=>({write:t=>(i(),e.write(t)),get isTTY(){return e.isTTY},get columns(){return e.columns},on:(t,n)=>e.on?.(t,n)})}}const se=`\r\x1B[2K`;function ce(e){let t=new r.Worker(le,{eval:!0,workerData:e});return t.unref(),t.on(`error`,()=>void 0),t}const le=`
const { parentPort, workerData: { lock, fd, since } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
let [doing, shown] = ['', ''];
parentPort.on('message', (text) => { doing = text; });
setInterval(() => {
  const seconds = Math.floor((Date.now() - since) / 1000);
  const line = doing + ' \u2026 ' + seconds + ' s';
  if (doing === '' || seconds < 2 || line === shown || Atomics.compareExchange(lock, 0, ${X}, ${Z}) !== ${X}) return;
  try {
    Atomics.store(lock, 1, 1);
    writeSync(fd, '\\r\\u001B[2K' + line);
    shown = line;
  } catch {}
  Atomics.store(lock, 0, ${X});
  Atomics.notify(lock, 0);
}, 250);
`;async function $(){let{stdout:e,stderr:t,argv:n,env:r}=process,i=!1,a=({message:e})=>{let n=!i;i=!0,process.exitCode=1,n&&t.write(`error: what the command says cannot be written: ${e}\n  Let it go somewhere else; "git status" tells which files it changed.\n`)},o=t.isTTY&&r.TERM!==`dumb`&&!n.includes(`--json`)?oe(t.fd):void 0,s,c=await G(n.slice(2),{stdout:o?.before(e)??e,stderr:o?.before(t)??t,cwd:process.cwd(),node:process.versions.node,env:r,lost:a,progress:e=>o?.say(e),holdSignals:()=>re(e=>s??=e)});process.exitCode=i?1:c,s!==void 0&&process.kill(process.pid,s)}exports.a=u,exports.c=s,exports.d=a,exports.i=_,exports.l=i,exports.n=y,exports.o=d,exports.r=p,exports.runCli=$,exports.s=l,exports.t=w,exports.u=o;