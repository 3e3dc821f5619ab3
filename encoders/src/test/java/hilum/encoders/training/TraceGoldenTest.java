package hilum.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.encoders.Golden;
import hilum.encoders.text.Attention;
import hilum.encoders.text.Pooling;
import hilum.encoders.text.TextArchitecture;
import hilum.encoders.text.Tokens;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.StoredTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole training runs against PEFT, transformers and torch.optim: losses, norms, weights. */
class TraceGoldenTest {
    private static final double TOLERANCE = 1e-4;

    /** Enough for everything, for a group at a time, for a layer at a time. */
    private static final long[] MEMORY = {Long.MAX_VALUE, 1 << 20, 1};

    @ParameterizedTest
    @CsvSource({"PLAIN, 0", "PLAIN, 1", "PLAIN, 2", "ONEDNN, 0"})
    void loraTrainsAsPeftDoes(Products products, int memory) throws IOException {
        Golden golden = Golden.of("lora");
        Golden base = Golden.of("llama-tiny");
        JsonNode adapter = json(golden, "adapter/adapter_config.json");
        TextArchitecture architecture = TextArchitecture.read(base.path("config.json"));
        List<String> targets = new ArrayList<>();
        adapter.path("target_modules").forEach(t -> targets.add(t.asText()));
        Trains trains =
                new Trains.Lora(
                        adapter.path("r").asInt(),
                        adapter.path("lora_alpha").asDouble(),
                        adapter.path("lora_dropout").asDouble(),
                        targets);
        SequencedMap<String, StoredTensor> weights = GoldenWeights.model(base, architecture);
        weights.putAll(
                GoldenWeights.read(
                        golden.path("adapter/adapter_model.safetensors"),
                        "",
                        name -> GoldenWeights.ofAdapter(name, architecture)));
        JsonNode trace = json(golden, "trace.json");

        run(
                golden,
                "trace",
                trace,
                trace,
                new Run(architecture, weights, trains, products, MEMORY[memory]),
                "final.",
                name -> GoldenWeights.ofAdapter(name, architecture));
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "ONEDNN"})
    void bertTrainsAsTorchDoesWithBothSchedules(Products products) throws IOException {
        Golden golden = Golden.of("lora");
        Golden base = Golden.of("bert-tiny");
        TextArchitecture architecture = TextArchitecture.read(base.path("config.json"));
        JsonNode trace = json(golden, "trace-bert.json");

        for (JsonNode run : trace.path("runs")) {
            run(
                    golden,
                    "trace-bert",
                    trace,
                    run,
                    new Run(
                            architecture,
                            GoldenWeights.model(base, architecture),
                            new Trains.All(0),
                            products,
                            Long.MAX_VALUE),
                    run.path("final_prefix").asText(),
                    name -> name);
        }
    }

    private record Run(
            TextArchitecture architecture,
            SequencedMap<String, StoredTensor> weights,
            Trains trains,
            Products products,
            long memory) {}

    private static void run(
            Golden golden,
            String name,
            JsonNode trace,
            JsonNode expected,
            Run run,
            String finalPrefix,
            java.util.function.UnaryOperator<String> canonical)
            throws IOException {
        Map<String, Tokens> texts = new LinkedHashMap<>();
        JsonNode optimiser = trace.path("optimiser");
        int count = expected.path("steps").size();
        List<List<TextPair>> batches = new ArrayList<>();
        try (Safetensors file = Safetensors.open(golden.path(name + ".safetensors"))) {
            for (int step = 1; step <= count; step++) {
                batches.add(batch(file, "step" + step + ".", texts));
            }
        }
        try (TextStage stage =
                        new TextStage(
                                TextTrainee.of(
                                        run.architecture,
                                        Attention.BIDIRECTIONAL,
                                        Pooling.MEAN,
                                        run.weights,
                                        run.trains,
                                        run.products,
                                        1),
                                texts::get,
                                batches,
                                optimiser.path("loss_scale").asDouble(),
                                new Optimiser(
                                        schedule(expected.path("schedule"), optimiser, count),
                                        optimiser.path("clip_grad_norm").asDouble(),
                                        optimiser.path("weight_decay").asDouble()),
                                run.memory,
                                1);
                TrainingState state =
                        TrainingState.start(TextTrainee.initial(run.weights, run.trains, 1));
                TensorScope scope = TensorScope.open()) {
            var file = golden.path(name + ".safetensors");
            GoldenWeights.assertClose(
                    GoldenWeights.values(stage.gradients(scope, state, Rerun.NOTHING)),
                    GoldenWeights.read(file, "first_gradient.", canonical),
                    TOLERANCE,
                    true);
            for (JsonNode step : expected.path("steps")) {
                StepResult result = stage.step(state);

                assertThat(result.learningRate())
                        .isCloseTo(step.path("lr").asDouble(), within(1e-12));
                assertThat(result.loss())
                        .isCloseTo(step.path("loss").asDouble(), within(TOLERANCE));
                double norm = step.path("grad_norm").asDouble();
                assertThat(result.gradientNorm()).isCloseTo(norm, within(TOLERANCE * norm));
                if (state.step() == 1) {
                    Map<String, StoredTensor> after =
                            GoldenWeights.read(file, "after_step1.", canonical);
                    if (!after.isEmpty()) {
                        GoldenWeights.assertClose(weights(state, run), after, TOLERANCE);
                    }
                }
            }
            GoldenWeights.assertClose(
                    weights(state, run),
                    without(GoldenWeights.read(file, finalPrefix, canonical), run),
                    TOLERANCE);
            assertThat(stage.loss(state, 1))
                    .isCloseTo(
                            expected.path("loss_of_first_batch_after").asDouble(),
                            within(TOLERANCE));
        }
    }

    /** What no vector depends on is no weight here, so it cannot have changed. */
    private static Map<String, StoredTensor> without(Map<String, StoredTensor> weights, Run run) {
        Map<String, StoredTensor> kept = new LinkedHashMap<>(weights);
        kept.keySet().removeIf(name -> name.startsWith("pooler."));
        return kept;
    }

    private static Map<String, float[]> weights(TrainingState state, Run run) {
        Map<String, float[]> values = new LinkedHashMap<>();
        run.weights.forEach((name, tensor) -> values.put(name, tensor.floats()));
        state.weights().forEach((name, tensor) -> values.put(name, tensor.floats()));
        return values;
    }

    private static Schedule schedule(JsonNode schedule, JsonNode optimiser, int steps) {
        double peak = optimiser.path("lr").asDouble();
        int rise = schedule.path("warmup_steps").asInt();
        Schedule.Count count =
                switch (schedule.path("name").asText()) {
                    case "transformers" -> Schedule.Count.TRANSFORMERS;
                    case "authors" -> Schedule.Count.AUTHORS;
                    default -> Schedule.Count.INCLUSIVE;
                };
        boolean constant = schedule.path("name").asText().equals("constant");
        int total = schedule.path("total_steps").asInt(steps);
        return new Schedule(
                total,
                rise,
                peak,
                0,
                constant ? Schedule.Shape.CONSTANT : Schedule.Shape.COSINE,
                count);
    }

    /** The texts of a step under names of their own; its negatives belong to no query. */
    private static List<TextPair> batch(Safetensors file, String step, Map<String, Tokens> texts) {
        List<String> queries = rows(file, step + "query", texts);
        List<String> positives = rows(file, step + "positive", texts);
        List<String> negatives = rows(file, step + "negative", texts);
        return IntStream.range(0, queries.size())
                .mapToObj(i -> new TextPair(queries.get(i), positives.get(i), negatives))
                .toList();
    }

    private static List<String> rows(Safetensors file, String name, Map<String, Tokens> texts) {
        StoredTensor ids = file.tensor(name + ".input_ids");
        long[] all = ids.longs();
        long[] mask = file.tensor(name + ".attention_mask").longs();
        int length = Math.toIntExact(ids.sizes()[1]);
        List<String> names = new ArrayList<>();
        for (int row = 0; row < ids.sizes()[0]; row++) {
            int from = row * length;
            int[] real =
                    IntStream.range(from, from + length)
                            .filter(i -> mask[i] == 1)
                            .map(i -> (int) all[i])
                            .toArray();
            names.add(name + "." + row);
            texts.put(name + "." + row, Tokens.of(real));
        }
        return names;
    }

    private static JsonNode json(Golden golden, String file) throws IOException {
        return new ObjectMapper().readTree(golden.path(file).toFile());
    }
}
