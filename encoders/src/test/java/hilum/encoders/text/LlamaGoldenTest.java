package hilum.encoders.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.encoders.Golden;
import hilum.encoders.torch.ProgramText.Linear;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.StoredTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against transformers' LlamaModel and LlamaForCausalLM, and the authors' pooling. */
class LlamaGoldenTest {
    private static final float TOLERANCE = 2e-5f;

    /** Pooled vectors by the end of their name, and what pools them. */
    private static final Map<String, Pooling> POOLED =
            Map.of(
                    "mean", Pooling.MEAN,
                    "eos", Pooling.EOS,
                    "embed_mask", Pooling.MEAN,
                    "latent_attention", Pooling.LATENT_ATTENTION);

    @TempDir Path temporary;

    static Stream<Arguments> folders() {
        return Stream.of("llama-tiny", "llama-tiny-scaled")
                .flatMap(
                        name ->
                                Stream.of("config.json", "config.other-layout.json")
                                        .flatMap(
                                                layout ->
                                                        Stream.of(Linear.PLAIN, Linear.FUSED)
                                                                .map(
                                                                        linear ->
                                                                                Arguments.of(
                                                                                        name,
                                                                                        layout,
                                                                                        linear))));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("folders")
    void statesOfEveryLayerAreTheReferences(String name, String layout, Linear linear)
            throws IOException {
        Golden golden = Golden.of(name);
        Path folder = folder(golden, layout);
        try (Safetensors cases = golden.cases()) {
            for (String batch : batches(cases)) {
                for (Attention attention : Attention.values()) {
                    String prefix = batch + "." + attention.name().toLowerCase(Locale.ROOT) + ".";
                    StoredTensor valid = cases.tensor(batch + ".attention_mask");
                    List<Tokens> texts =
                            GoldenTokens.batch(cases.tensor(batch + ".input_ids"), valid);
                    try (TokenEncoder encoder = open(folder, Pooling.MEAN, attention, linear)) {
                        StoredTensor last = cases.tensors().get(prefix + "last_hidden_state");
                        if (last != null) {
                            near(
                                    GoldenTokens.real(encoder.run("states", texts), texts),
                                    GoldenTokens.real(last, valid),
                                    prefix);
                        }
                        StoredTensor logits = cases.tensors().get(prefix + "logits");
                        if (logits != null) {
                            near(
                                    GoldenTokens.real(encoder.run("logits", texts), texts),
                                    GoldenTokens.real(logits, valid),
                                    prefix + "logits");
                        }
                        layersAgree(encoder, texts, cases, prefix, valid);
                    }
                }
            }
        }
    }

    private static void layersAgree(
            TokenEncoder encoder,
            List<Tokens> texts,
            Safetensors cases,
            String prefix,
            StoredTensor valid) {
        List<StoredTensor> layers = new ArrayList<>();
        while (cases.tensors().containsKey(prefix + "layer." + layers.size())) {
            layers.add(cases.tensor(prefix + "layer." + layers.size()));
        }
        if (layers.isEmpty()) {
            return;
        }
        float[] all = encoder.run("after_layers", texts);
        int each = all.length / layers.size();
        for (int i = 0; i < layers.size(); i++) {
            near(
                    GoldenTokens.real(Arrays.copyOfRange(all, i * each, (i + 1) * each), texts),
                    GoldenTokens.real(layers.get(i), valid),
                    prefix + "layer." + i);
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("folders")
    void pooledVectorsAreTheReferences(String name, String layout, Linear linear)
            throws IOException {
        Golden golden = Golden.of(name);
        Path folder = folder(golden, layout);
        try (Safetensors cases = golden.cases()) {
            for (String batch : batches(cases)) {
                for (Map.Entry<String, Pooling> pooled : POOLED.entrySet()) {
                    for (Attention attention : Attention.values()) {
                        String vectors =
                                "%s.%s.pooled.%s"
                                        .formatted(
                                                batch,
                                                attention.name().toLowerCase(Locale.ROOT),
                                                pooled.getKey());
                        if (!cases.tensors().containsKey(vectors)) {
                            continue;
                        }
                        List<Tokens> texts =
                                GoldenTokens.batch(
                                        cases.tensor(batch + ".input_ids"),
                                        cases.tensor(batch + ".attention_mask"),
                                        cases.tensor(
                                                pooled.getKey().equals("mean")
                                                        ? batch + ".attention_mask"
                                                        : batch + ".embed_mask"));
                        try (TokenEncoder encoder =
                                open(folder, pooled.getValue(), attention, linear)) {
                            near(
                                    encoder.run("embed", texts),
                                    cases.tensor(vectors).floats(),
                                    vectors);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("folders")
    void requestsOfTokenIdsGiveTheirVectorsInOrder(String name, String layout, Linear linear)
            throws IOException {
        Golden golden = Golden.of(name);
        List<Tokens> texts = golden.lines("tokens.jsonl").stream().map(GoldenTokens::line).toList();
        try (Safetensors cases = golden.cases();
                TokenEncoder encoder =
                        open(
                                folder(golden, layout),
                                Pooling.MEAN,
                                Attention.BIDIRECTIONAL,
                                linear)) {
            float[] expected = cases.tensor("tokens.vectors").floats();

            float[][] together = encoder.embed(texts, new TokenBudget(1_000_000));
            float[][] apart = encoder.embed(texts, new TokenBudget(1));

            near(flat(together), expected, "together");
            near(flat(apart), expected, "apart");
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("folders")
    void textsGiveTheReferencesTokensMasksAndVectors(String name, String layout, Linear linear)
            throws IOException {
        Golden golden = Golden.of(name);
        if (!Files.exists(golden.path("texts.jsonl"))) {
            return;
        }
        Path folder = folder(golden, layout);
        int positions = TextArchitecture.read(folder.resolve("config.json")).positions();
        TextOptions options = options(positions, Pooling.MEAN, Attention.BIDIRECTIONAL);
        try (Safetensors cases = golden.cases();
                TextTower tower = TextTower.open(folder, options)) {
            List<Tokens> texts = new ArrayList<>();
            for (JsonNode line : golden.lines("texts.jsonl")) {
                texts.add(
                        tower.tokenize(
                                Optional.ofNullable(line.get("instruction")).map(JsonNode::asText),
                                line.get("text").asText()));
            }

            assertThat(texts)
                    .isEqualTo(
                            GoldenTokens.batch(
                                    cases.tensor("texts.input_ids"),
                                    cases.tensor("texts.attention_mask"),
                                    cases.tensor("texts.embed_mask")));
            near(
                    flat(tower.embed(texts)),
                    cases.tensor("texts.bidirectional.pooled.embed_mask").floats(),
                    "texts");
        }
    }

    private Path folder(Golden golden, String layout) throws IOException {
        Assumptions.assumeTrue(
                Files.exists(golden.path(layout)), () -> golden.folder() + " has no " + layout);
        if (layout.equals("config.json")) {
            return golden.folder();
        }
        Path folder = Files.createDirectories(temporary.resolve(layout));
        try (var files = Files.list(golden.folder())) {
            for (Path file : files.filter(f -> !f.endsWith("config.json")).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Files.copy(golden.path(layout), folder.resolve("config.json"));
        return folder;
    }

    private static TextOptions options(int maxTokens, Pooling pooling, Attention attention) {
        return new TextOptions(Precision.FLOAT32, maxTokens, pooling, attention, false);
    }

    private static TokenEncoder open(
            Path folder, Pooling pooling, Attention attention, Linear linear) throws IOException {
        SequencedMap<String, long[]> more = new LinkedHashMap<>();
        Llama llama = (Llama) TextArchitecture.read(folder.resolve("config.json"));
        if (!llama.tied()) {
            more.put(Llama.HEAD, new long[] {llama.vocabulary(), llama.hidden()});
        }
        return TokenEncoder.open(
                TowerFiles.of(folder, options(1, pooling, attention), Adaptation.MERGED, more),
                linear,
                Optional.empty());
    }

    /** The names before {@code .input_ids} that stand for one batch of ids. */
    private static List<String> batches(Safetensors cases) {
        return cases.tensors().keySet().stream()
                .filter(name -> name.endsWith(".input_ids"))
                .map(name -> name.substring(0, name.length() - ".input_ids".length()))
                .toList();
    }

    private static float[] flat(float[][] vectors) {
        float[] all = new float[vectors.length * vectors[0].length];
        for (int i = 0; i < vectors.length; i++) {
            System.arraycopy(vectors[i], 0, all, i * vectors[0].length, vectors[0].length);
        }
        return all;
    }

    private static void near(float[] actual, float[] expected, String what) {
        float difference = Golden.difference(actual, expected);
        assertThat(difference).as(what).isLessThanOrEqualTo(TOLERANCE);
    }
}
