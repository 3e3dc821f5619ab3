package hilum.cli.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Hilum;
import hilum.cli.Output;
import hilum.encoders.image.Eva02;
import hilum.encoders.image.EvaInitialiser;
import hilum.encoders.image.ImageTower;
import hilum.encoders.text.Bert;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.SafetensorsWriter;
import hilum.encoders.weights.StoredTensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hilum encode} over a BERT and an image tower with random weights. */
class EncodeTest {
    private static final Bert BERT = new Bert(1, 16, 2, 32, 12, 24, 2, 1e-12);
    private static final String TOKENIZER =
            """
            {"version": "1.0", "added_tokens": [], "pre_tokenizer": {"type": "Whitespace"},
             "model": {"type": "WordLevel", "unk_token": "unk",
                       "vocab": {"unk": 0, "no": 1, "effusion": 2, "small": 3, "left": 4, ";": 5, "find": 6}}}
            """;
    private static final String TEXTS =
            """
            {"id": "long", "text": "no small left effusion no small left effusion"}
            {"id": "ids", "input_ids": [1, 2, 3], "pool": [2]}

            {"id": "short", "text": "no effusion", "instruction": "find"}
            """;

    @TempDir Path folder;
    private Path model;
    private Path texts;
    private Path out;

    private record Run(int code, String out, String err) {
        JsonNode json() throws IOException {
            return Output.JSON.readTree(out);
        }
    }

    @BeforeEach
    void prepare() throws IOException {
        model = bert("bert", 5);
        texts = Files.writeString(folder.resolve("texts.jsonl"), TEXTS);
        out = folder.resolve("out.safetensors");
    }

    @Test
    void vectorsStandInTheOrderOfTheLinesWithTheirIds() throws IOException {
        Run run = encode("--texts", texts);

        assertThat(run.code).as(run.err).isZero();
        try (Safetensors file = Safetensors.open(out)) {
            assertThat(file.tensor("vectors").shape()).containsExactly(3L, 16L);
            assertThat(Output.JSON.readTree(file.metadata().get("ids")))
                    .extracting(JsonNode::asText)
                    .containsExactly("long", "ids", "short");
        }
        float[] all = vectors();
        Files.writeString(texts, "{\"id\": \"ids\", \"input_ids\": [1, 2, 3], \"pool\": [2]}");
        encode("--texts", texts);
        assertThat(vectors()).containsExactly(row(all, 1), within(1e-5f));
    }

    @Test
    void whatWasComputedBeforeAStopIsKept() throws Exception {
        float[] sentinel = new float[16];
        sentinel[3] = 7;
        interrupted(sentinel);
        assertThat(out).doesNotExist();

        Run run = encode("--texts", texts, "--json");

        assertThat(run.json().path("resumed").asInt()).isEqualTo(1);
        assertThat(row(vectors(), 1)).containsExactly(sentinel);
        assertThat(row(vectors(), 0)).isNotEqualTo(new float[16]);
        assertThat(folder.resolve("out.safetensors.partial")).doesNotExist();
        assertThat(folder.resolve("out.safetensors.partial.rows")).doesNotExist();
    }

    @Test
    void whatWasComputedOfOtherTextsOrByAnotherModelIsNot() throws Exception {
        interrupted(new float[16]);
        Files.writeString(texts, TEXTS.replace("small left", "left small"));
        assertThat(encode("--texts", texts, "--json").json().path("resumed").asInt()).isZero();

        interrupted(new float[16]);
        Files.delete(out);
        model = bert("other", 6);
        assertThat(encode("--texts", texts, "--json").json().path("resumed").asInt()).isZero();
        assertThat(row(vectors(), 1)).isNotEqualTo(new float[16]);
    }

    @Test
    void theSameCommandAfterItsEndComputesNothing() throws IOException {
        encode("--texts", texts);
        var written = Files.getLastModifiedTime(out);

        assertThat(encode("--texts", texts, "--json").json().path("resumed").asInt()).isEqualTo(3);
        assertThat(Files.getLastModifiedTime(out)).isEqualTo(written);
        assertThat(encode("--texts", texts, "--normalise", "--json").json().path("resumed").asInt())
                .isZero();
    }

    @Test
    void vectorsAreRawUnlessAskedForAtUnitLength() throws IOException {
        encode("--texts", texts);
        assertThat(length(row(vectors(), 0))).isNotCloseTo(1, within(0.1));

        encode("--texts", texts, "--normalise");
        assertThat(length(row(vectors(), 0))).isCloseTo(1, within(1e-5));
    }

    @Test
    void aFolderOfSentenceTransformersIsUsedAsItsModulesSay() throws IOException {
        modules("{\"pooling_mode_mean_tokens\": true, \"pooling_mode_cls_token\": false}");

        encode("--texts", texts);

        assertThat(length(row(vectors(), 0))).isCloseTo(1, within(1e-5));
    }

    @Test
    void aPoolingThatIsNotComputedIsRefused() throws IOException {
        modules("{\"pooling_mode_cls_token\": true}");

        assertRefused(encode("--texts", texts), "pools by cls_token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\": \"x\"| line 5 is not JSON",
                "[1]| line 5 is no JSON object",
                "{\"text\": \"no\"}| line 5 has no id",
                "{\"id\": \"x\"}| line 5 (id 'x') has neither text nor input_ids",
                "{\"id\": \"x\", \"text\": \"no\", \"input_ids\": [1]}| line 5 (id 'x') has both",
                "{\"id\": \"x\", \"text\": 3}| line 5 (id 'x') has a text or instruction that is not in quotes",
                "{\"id\": \"x\", \"text\": \"\"}| line 5 (id 'x') has no vector",
                "{\"id\": \"x\", \"text\": \"  \", \"instruction\": \"find\"}| line 5 (id 'x') has no vector",
                "{\"id\": \"x\", \"input_ids\": []}| line 5 (id 'x') has no vector",
                "{\"id\": \"x\", \"input_ids\": [1], \"pool\": []}| line 5 (id 'x') has no vector",
                "{\"id\": \"x\", \"input_ids\": [12]}| line 5 (id 'x') has the token id 12, the model knows 0 to 11",
                "{\"id\": \"x\", \"input_ids\": [1.5]}| line 5 (id 'x') has 1.5 in input_ids",
                "{\"id\": \"x\", \"input_ids\": [1], \"pool\": [1]}| line 5 (id 'x'): Position 1 cannot be pooled",
                "{\"id\": \"x\", \"input_ids\": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}| has 25 tokens, the model takes 24",
            })
    void aWrongLineIsToldBeforeAnythingIsWritten(String line, String message) throws IOException {
        Files.writeString(texts, TEXTS + line + "\n");

        assertRefused(encode("--texts", texts), message);
    }

    @Test
    void linesThatAreNotUtf8AreRefused() throws IOException {
        Files.write(texts, new byte[] {'{', (byte) 0xE4, '}', '\n'});

        assertRefused(encode("--texts", texts), "line 1 is not UTF-8");
    }

    @Test
    void emptyTextsAreLeftOutOnRequest() throws IOException {
        Files.writeString(texts, "{\"id\": \"e\", \"text\": \"\"}\n" + TEXTS);

        Run run = encode("--texts", texts, "--skip-empty", "--json");

        assertThat(run.json().path("items").asInt()).isEqualTo(3);
        assertThat(run.err).contains("1 lines without a vector are left out");
    }

    @Test
    void aTextForAModelWithoutTokenizerIsRefused() throws IOException {
        Files.delete(model.resolve("tokenizer.json"));

        assertRefused(
                encode("--texts", texts),
                "line 1 (id 'long') has a text, but the model's folder has no tokenizer.json");
    }

    @Test
    void weightsThatAreNoNumbersAreRefused() throws IOException {
        write(model, 5, Float.NaN);

        assertRefused(encode("--texts", texts), "its weights are damaged");
    }

    @Test
    void aFolderThatIsNoModelIsRefused() throws IOException {
        Files.delete(model.resolve("config.json"));
        assertRefused(encode("--texts", texts), "has neither manifest.json nor config.json");

        Files.writeString(model.resolve("config.json"), "{\"model_type\": \"t5\"}");
        assertRefused(encode("--texts", texts), "'t5'");
    }

    @Test
    void aModelAndItsInputMustBeOfOneKind() throws IOException {
        assertRefused(encode("--images", pictures(1)), "holds a text model: give it --texts");

        model = tower();
        assertRefused(encode("--texts", texts), "holds an image tower: give it --images");
        assertThat(encode("--images", pictures(1), "--pooling", "mean").code).isEqualTo(2);
    }

    @Test
    void picturesAreTakenByName() throws IOException {
        model = tower();

        Run run = encode("--images", pictures(18), "--json");

        assertThat(run.code).as(run.err).isZero();
        assertThat(run.json().path("items").asInt()).isEqualTo(18);
        try (Safetensors file = Safetensors.open(out)) {
            assertThat(Output.JSON.readTree(file.metadata().get("ids")))
                    .extracting(JsonNode::asText)
                    .isSorted()
                    .startsWith("p00.png", "p01.png");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"notes", "1x1", "cut"})
    void anUnreadablePictureIsRefusedByItsName(String kind) throws IOException {
        model = tower();
        Path images = pictures(2);
        Path bad = images.resolve("p99.png");
        switch (kind) {
            case "notes" -> Files.writeString(bad, "no picture");
            case "1x1" ->
                    ImageIO.write(
                            new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY),
                            "png",
                            bad.toFile());
            default -> {
                byte[] whole = Files.readAllBytes(images.resolve("p00.png"));
                Files.write(bad, java.util.Arrays.copyOf(whole, whole.length / 2));
            }
        }

        Run run = encode("--images", images);

        assertThat(run.code).isEqualTo(1);
        assertThat(run.err).contains("p99.png cannot be encoded: The ");
        assertThat(out).doesNotExist();
    }

    private Run encode(Object... arguments) {
        List<String> all =
                new ArrayList<>(
                        List.of("encode", "--model", model.toString(), "--out", out.toString()));
        for (Object argument : arguments) {
            all.add(argument.toString());
        }
        PrintStream before = System.out;
        PrintStream beforeErr = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        try {
            int code = Hilum.execute(all.toArray(String[]::new));
            return new Run(
                    code,
                    printed.toString(StandardCharsets.UTF_8),
                    errors.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
            System.setErr(beforeErr);
        }
    }

    private void assertRefused(Run run, String message) throws IOException {
        assertThat(run.code).isEqualTo(1);
        assertThat(run.err).contains(message).doesNotContain("HILUM_DEBUG=1 shows");
        assertThat(run.err.strip().lines()).hasSize(1);
        assertThat(out).doesNotExist();
    }

    /** One row of three is there when the process ends. */
    private void interrupted(float[] second) throws Exception {
        Encoder.Wishes none =
                new Encoder.Wishes(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false);
        try (Encoder encoder = Encoder.open(model, none, true)) {
            Items items = TextItems.check(texts, encoder.text(), false, warning -> {});
            String fingerprint = Encoder.fingerprint(encoder.settings(), items, 16);
            try (VectorFile file =
                    VectorFile.open(out, fingerprint, items, 16, encoder.settings())) {
                file.put(1, second);
            }
        }
    }

    private float[] vectors() throws IOException {
        try (Safetensors file = Safetensors.open(out)) {
            return file.tensor("vectors").floats();
        }
    }

    private static float[] row(float[] all, int row) {
        return java.util.Arrays.copyOfRange(all, row * 16, (row + 1) * 16);
    }

    private static double length(float[] vector) {
        double square = 0;
        for (float value : vector) {
            square += value * value;
        }
        return Math.sqrt(square);
    }

    private Path bert(String name, long seed) throws IOException {
        Path made = Files.createDirectories(folder.resolve(name));
        Files.writeString(made.resolve("config.json"), Output.json(BERT.json()));
        Files.writeString(made.resolve("tokenizer.json"), TOKENIZER);
        write(made, seed, 0);
        return made;
    }

    private static void write(Path made, long seed, float noise) throws IOException {
        Random random = new Random(seed);
        SequencedMap<String, StoredTensor> weights = new LinkedHashMap<>();
        BERT.weights()
                .forEach(
                        (name, shape) -> {
                            int size = 1;
                            for (long side : shape) {
                                size *= (int) side;
                            }
                            float[] values = new float[size];
                            for (int i = 0; i < size; i++) {
                                values[i] = (float) random.nextGaussian() + noise;
                            }
                            weights.put(name, StoredTensor.of(values, shape));
                        });
        SafetensorsWriter.write(made.resolve("model.safetensors"), weights, Map.of());
    }

    private void modules(String pooling) throws IOException {
        Files.writeString(
                model.resolve("modules.json"),
                """
                [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
                 {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
                 {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
                """);
        Files.createDirectories(model.resolve("1_Pooling"));
        Files.writeString(model.resolve("1_Pooling").resolve("config.json"), pooling);
    }

    private Path tower() throws IOException {
        Path made = Files.createDirectories(folder.resolve("tower"));
        Eva02 tiny = new Eva02(32, 16, 1, 32, 16, 48, 16, 8);
        ImageTower.write(made, tiny, EvaInitialiser.initialise(tiny, 7));
        return made;
    }

    private Path pictures(int count) throws IOException {
        Path images = Files.createDirectories(folder.resolve("images"));
        Random random = new Random(3);
        for (int i = 0; i < count; i++) {
            BufferedImage image = new BufferedImage(40, 36, BufferedImage.TYPE_BYTE_GRAY);
            for (int p = 0; p < 40 * 36; p++) {
                image.getRaster().setSample(p % 40, p / 40, 0, random.nextInt(256));
            }
            ImageIO.write(image, "png", images.resolve("p%02d.png".formatted(i)).toFile());
        }
        return images;
    }
}
