"""Texts of the report of a training: a line for each event (see `tinygrad_fa.solver.report`)."""

MESSAGES = {
    # the start
    "settings": {
        "en": "Solver: `{type}` with `{settings}`",
        "fa": "حل‌کننده: `{type}` با `{settings}`",
    },
    "net_train": {
        "en": "Net that is trained: `{name}`",
        "fa": "شبکه‌ای که آموزش می‌بیند: `{name}`",
    },
    "net_test": {
        "en": "Net of test {number} (`{name}`), with the weights of the net that is trained:",
        "fa": "شبکهٔ آزمون {number} (`{name}`)، با وزن‌های شبکه‌ای که آموزش می‌بیند:",
    },
    "net_same": {
        "en": "Test {number} (`{name}`) uses the net that is trained.",
        "fa": "آزمون {number} (`{name}`) همان شبکه‌ای را به کار می‌برد که آموزش می‌بیند.",
    },
    "layer": {
        "en": "  layer `{layer}`, {type}: `{shapes}`; memory so far {memory}",
        "fa": "  لایهٔ `{layer}`، {type}: `{shapes}`؛ حافظه تا اینجا {memory}",
    },
    "backward": {
        "en": "  `{layer}` is in the backward pass.",
        "fa": "  `{layer}` در گذر رو به عقب هست.",
    },
    "no_backward": {
        "en": "  `{layer}` is not in the backward pass.",
        "fa": "  `{layer}` در گذر رو به عقب نیست.",
    },
    "output": {
        "en": "  output `{name}`{weight}",
        "fa": "  خروجی `{name}`{weight}",
    },
    "loss_weight": {
        "en": "(a loss of the weight {weight})",
        "fa": "(ضرر، با وزن {weight})",
    },
    "net_ready": {
        "en": "  {parameters} numbers to train",
        "fa": "  {parameters} عدد برای آموزش",
    },
    "ready": {
        "en": "The Solver is ready.",
        "fa": "حل‌کننده آماده است.",
    },
    "solving": {
        "en": "Training `{name}` from iteration {iteration} to {max_iter}",
        "fa": "آموزش `{name}` از تکرار {iteration} تا {max_iter}",
    },
    "policy": {
        "en": "Learning rate: `{schedule}`",
        "fa": "نرخ یادگیری: `{schedule}`",
    },
    # while training
    "display": {
        "en": "Iteration {iteration}: loss = {loss}, lr = {lr}{speed}",
        "fa": "تکرار {iteration}: ضرر = {loss}، نرخ یادگیری = {lr}{speed}",
    },
    "display_outputs": {
        "en": "Iteration {iteration}: loss = {loss}{speed}",
        "fa": "تکرار {iteration}: ضرر = {loss}{speed}",
    },
    "speed": {
        "en": "({speed} iterations/s)",
        "fa": "({speed} تکرار در ثانیه)",
    },
    "train_output": {
        "en": "    output {index}: `{output}` = {value}{weight}",
        "fa": "    خروجی {index}: `{output}` = {value}{weight}",
    },
    "weighted": {
        "en": "(× {weight} = {share} of the loss)",
        "fa": "(× {weight} = {share} از ضرر)",
    },
    "rate": {
        "en": "Iteration {iteration}: lr = {lr}",
        "fa": "تکرار {iteration}: نرخ یادگیری = {lr}",
    },
    "step": {
        "en": "Iteration {iteration}: the learning rate falls for the {step}th time",
        "fa": "تکرار {iteration}: نرخ یادگیری برای بار {step}‌اُم کم می‌شود",
    },
    "clip": {
        "en": "Iteration {iteration}: the gradient is clipped, its norm {norm} is above {limit} (× {scale})",
        "fa": "تکرار {iteration}: گرادیان بریده شد، نُرم آن {norm} بیش از {limit} است (× {scale})",
    },
    "snapshot": {
        "en": "Snapshot after {iteration} iterations: `{path}`",
        "fa": "نقطهٔ ذخیره (snapshot) پس از {iteration} تکرار: `{path}`",
    },
    "final_loss": {
        "en": "Iteration {iteration}: loss = {loss}",
        "fa": "تکرار {iteration}: ضرر = {loss}",
    },
    "done": {
        "en": "Training done: {iteration} iterations.",
        "fa": "آموزش پایان یافت: {iteration} تکرار.",
    },
    # tests
    "test_output": {
        "en": "    test output {index}: `{output}` = {value}{weight}",
        "fa": "    خروجی آزمون {index}: `{output}` = {value}{weight}",
    },
    "test_interrupted": {
        "en": "Test `{name}` after {iteration} iterations was interrupted; its result does not count.",
        "fa": "آزمون `{name}` پس از {iteration} تکرار قطع شد؛ نتیجه‌اش به حساب نمی‌آید.",
    },
    # debug_info
    "debug_forward": {
        "en": "    forward `{layer}` {what}: mean size {size}",
        "fa": "    رو به جلو `{layer}` {what}: میانگین اندازه {size}",
    },
    "debug_backward": {
        "en": "    backward `{layer}` {what}: mean size of the gradient {size}",
        "fa": "    رو به عقب `{layer}` {what}: میانگین اندازهٔ گرادیان {size}",
    },
    "debug_parameters": {
        "en": "    all parameters: L1 norm {l1_data} (gradient {l1_gradient}), L2 norm {l2_data} (gradient {l2_gradient})",
        "fa": "    همهٔ پارامترها: نُرم L1 {l1_data} (گرادیان {l1_gradient})، نُرم L2 {l2_data} (گرادیان {l2_gradient})",
    },
}
