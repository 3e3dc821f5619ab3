package hilum.cli.bench.encoders;

import hilum.cli.Failure;
import hilum.encoders.image.Eva02;
import hilum.encoders.model.ModelFolder;
import hilum.encoders.weights.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The comparisons of docs/benchmarks.md, each made when it is asked for. */
final class Comparisons {
    /** The kinds of job that our own process does. */
    static final Set<String> OURS = Set.of("text", "image", "lora");

    private static final double SAME = 0.99999;
    private static final double SAME_IN_BFLOAT16 = 0.999;
    private static final List<String> ATTENTION = List.of("q_proj", "k_proj", "v_proj", "o_proj");
    private static final double SCALE = 20;

    private final Material material;
    private final Optional<Path> smolLm2;
    private final int threads;
    private final int texts;

    @FunctionalInterface
    private interface Making {
        Comparison make() throws IOException;
    }

    Comparisons(Material material, Optional<Path> smolLm2, int threads, int texts) {
        this.material = material;
        this.smolLm2 = smolLm2;
        this.threads = threads;
        this.texts = texts;
    }

    /** Those whose names begin with one of the given; all where none is given. */
    List<Comparison> chosen(List<String> only) throws IOException {
        Map<String, Making> all = all();
        for (String name : only) {
            if (all.keySet().stream().noneMatch(each -> each.startsWith(name))) {
                throw Failure.usage(
                        "--only %s names none of %s%s",
                        name,
                        String.join(", ", all.keySet()),
                        smolLm2.isPresent() ? "" : " (and, with --smollm2, those of SmolLM2)");
            }
        }
        List<Comparison> chosen = new ArrayList<>();
        for (Map.Entry<String, Making> each : all.entrySet()) {
            if (only.isEmpty() || only.stream().anyMatch(each.getKey()::startsWith)) {
                chosen.add(each.getValue().make());
            }
        }
        return chosen;
    }

    private Map<String, Making> all() {
        Map<String, Making> all = new LinkedHashMap<>();
        all.put("minilm-fp32", this::miniLmFloat32);
        all.put("minilm-chosen", this::miniLmChosen);
        all.put("minilm-st", this::miniLmSentenceTransformers);
        if (smolLm2.isPresent()) {
            all.put("smollm2-sorted", () -> smolLm2("smollm2-sorted", true));
            all.put("smollm2-arrival", () -> smolLm2("smollm2-arrival", false));
        }
        all.put("eva-tiny", () -> eva("eva-tiny", Eva02.tiny(384), 512));
        all.put("eva-base", () -> eva("eva-base", Material.BASE, 32));
        if (smolLm2.isPresent()) {
            all.put("lora-fp32", () -> lora("lora-fp32", Precision.FLOAT32, 1e-3));
            all.put("lora-bf16", () -> lora("lora-bf16", Precision.BFLOAT16, 3e-2));
        }
        all.put("batching", this::batching);
        return all;
    }

    private Comparison miniLmFloat32() throws IOException {
        Job ours = miniLm(Precision.FLOAT32);
        return new Comparison(
                "minilm-fp32",
                "MiniLM fp32 ÷ ONNX Runtime fp32",
                1.1,
                1.4,
                ours.batched(true, 0),
                List.of(onnx(ours)),
                SAME,
                false);
    }

    private Comparison miniLmChosen() throws IOException {
        Job ours = miniLm(Material.chosen(material.miniLm()));
        return new Comparison(
                "minilm-chosen",
                "MiniLM self-tested ÷ ONNX Runtime fp32",
                2.0,
                2.6,
                ours.batched(true, 0),
                List.of(onnx(ours)),
                SAME_IN_BFLOAT16,
                false);
    }

    private Comparison miniLmSentenceTransformers() throws IOException {
        Job ours = miniLm(Material.chosen(material.miniLm()));
        Job theirs = ours.by("sentence_transformers");
        return new Comparison(
                "minilm-st",
                "MiniLM self-tested ÷ sentence-transformers",
                1.3,
                2.0,
                ours.batched(true, 0),
                List.of(theirs.in(Precision.FLOAT32), theirs.in(Precision.BFLOAT16)),
                SAME_IN_BFLOAT16,
                false);
    }

    private Job miniLm(Precision precision) throws IOException {
        ModelFolder model = material.miniLm();
        return Job.texts(
                "text",
                model.text().toString(),
                precision,
                threads,
                material.reports(texts).toString());
    }

    private Job onnx(Job ours) throws IOException {
        return ours.by("onnxruntime").in(Precision.FLOAT32).of(material.miniLmOnnx().toString());
    }

    private Comparison smolLm2(String name, boolean sorted) throws IOException {
        Job ours =
                Job.texts(
                        "text",
                        smolLm2.orElseThrow().toString(),
                        Precision.FLOAT32,
                        threads,
                        material.reports(Math.max(1, texts / 4)).toString());
        return new Comparison(
                name,
                "SmolLM2 fp32 ÷ transformers fp32 SDPA, "
                        + (sorted ? "sorted by length" : "batches of 32 as they came"),
                1.8,
                2.5,
                ours.batched(true, 0),
                List.of(ours.by("transformers").batched(sorted, 32)),
                SAME,
                false);
    }

    private Comparison eva(String name, Eva02 tower, int pictures) throws IOException {
        Path folder = material.eva(name, tower);
        Precision precision = material.chosen(folder);
        Job ours =
                Job.images(
                                "image",
                                folder.toString(),
                                precision,
                                threads,
                                material.pixels(pictures, tower.size()).toString(),
                                pictures)
                        .sized(tower.size());
        Job theirs = ours.by("eva");
        return new Comparison(
                name,
                "%s, self-tested ÷ PyTorch".formatted(name),
                1.1,
                1.5,
                ours,
                precision == Precision.FLOAT32
                        ? List.of(theirs)
                        : List.of(theirs.in(Precision.FLOAT32), theirs.in(Precision.BFLOAT16)),
                precision == Precision.FLOAT32 ? SAME : SAME_IN_BFLOAT16,
                false);
    }

    private Comparison lora(String name, Precision precision, double agreement) throws IOException {
        Job ours =
                Job.texts(
                                "lora",
                                smolLm2.orElseThrow().toString(),
                                precision,
                                threads,
                                material.pairs(8).toString())
                        .lora(ATTENTION, SCALE);
        return new Comparison(
                name,
                "LoRA step of SmolLM2, 8 pairs × 128, %s ÷ PEFT"
                        .formatted(precision == Precision.FLOAT32 ? "fp32" : "bf16"),
                1.0,
                1.3,
                ours,
                List.of(ours.by("peft")),
                agreement,
                true);
    }

    private Comparison batching() throws IOException {
        Job ours = miniLm(Precision.FLOAT32);
        return new Comparison(
                "batching",
                "our batching ÷ our batches of 32 as they came",
                1.5,
                2.0,
                ours.batched(true, 0),
                List.of(ours.batched(false, 32)),
                SAME,
                false);
    }
}
