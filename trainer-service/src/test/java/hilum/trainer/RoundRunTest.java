package hilum.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.encoders.model.ModelFolder;
import hilum.encoders.model.ModelManifest;
import hilum.encoders.text.Attention;
import hilum.encoders.text.Bert;
import hilum.encoders.text.Llama;
import hilum.encoders.text.Pooling;
import hilum.encoders.text.Rotary;
import hilum.encoders.text.TextArchitecture;
import hilum.encoders.training.StudyTexts;
import hilum.encoders.weights.Adapter;
import hilum.encoders.weights.MiniLmArtifact;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.SafetensorsWriter;
import hilum.encoders.weights.StoredTensor;
import hilum.schemas.Model;
import hilum.schemas.ModelState;
import hilum.schemas.Sha256;
import hilum.schemas.TrainingEvent;
import hilum.schemas.TrainingEventType;
import hilum.transport.ArtifactStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoundRunTest {
    private static final Bert TINY = new Bert(1, 16, 2, 32, 30_522, 64, 2, 1e-12);

    private static final Llama LLAMA =
            new Llama(1, 16, 4, 2, 4, 24, 30_522, 64, 1e-5, Rotary.plain(10_000), true);
    private static final long MEMORY = 100_000_000;

    @TempDir Path folder;
    private ArtifactStore store;
    private Plan plan;

    /** The topic of training as this test keeps it, up to the announcement that kills. */
    private static final class Topics implements Announcements {
        private final Rounds rounds = new Rounds();
        private final List<TrainingEvent> events = new ArrayList<>();
        private final List<Model> models = new ArrayList<>();
        private int left;

        Topics(int announcements) {
            left = announcements;
        }

        @Override
        public void announce(TrainingEvent event, Optional<Model> model) {
            if (left-- <= 0) {
                throw new Killed();
            }
            events.add(event);
            rounds.take(event);
            model.ifPresent(models::add);
        }
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void aTinyBaseAndAFrozenSet() throws IOException {
        store = new ArtifactStore(folder);
        writeBase(store.path("models/tiny"), "tiny", TINY);
        List<TrainingSet.Member> members = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String id = "%032x".formatted(i);
            String image = store.putByContent("images", "png", png(i));
            members.add(
                    new TrainingSet.Member(
                            1,
                            "a",
                            false,
                            new StudyTexts(
                                    id,
                                    Optional.of("Opacity number " + i + " in the lung."),
                                    Optional.of("Pneumonia " + i + "."),
                                    "Opacity number " + i + ".\nPneumonia " + i + ".",
                                    List.of(),
                                    List.of(
                                            new StudyTexts.Mistake(
                                                    "No pneumonia " + i + ".", Optional.empty()))),
                            Optional.of(
                                    new TrainingSet.Image(
                                            image, ArtifactStore.sha256(store.path(image))))));
        }
        byte[] bytes = new TrainingSet(members).bytes();
        store.put("training-sets/run.avro", bytes);
        plan =
                new Plan(
                        "run",
                        1,
                        3,
                        "tiny",
                        new TreeMap<>(),
                        6,
                        6,
                        "training-sets/run.avro",
                        Sha256.hex(bytes),
                        1,
                        List.of(stage(Plan.TEXT), stage(Plan.IMAGE)));
    }

    /** All weights of a BERT; and all stages of a Llama, whose adapter trains in each of them. */
    enum Kind {
        BERT,
        LLAMA
    }

    @ParameterizedTest
    @EnumSource
    void aRoundKilledAtAnyAnnouncementEndsWithTheSameWeights(Kind kind) throws Exception {
        if (kind == Kind.LLAMA) {
            plan = llamaPlan(List.of(lora(Plan.MNTP), lora(Plan.TEXT), lora(Plan.IMAGE)));
        }
        Topics straight = new Topics(Integer.MAX_VALUE);
        run(straight).start();
        assertThat(types(straight.events))
                .startsWith("PLANNED", "STARTED", "CHECKPOINT")
                .contains("STEP")
                .endsWith("STAGE_DONE", "PUBLISHED");
        Model published = straight.models.getFirst();
        assertThat(published.getState()).isEqualTo(ModelState.CANDIDATE);

        // Each stage of a Llama is killed somewhere: a third of the announcements will do.
        int every = kind == Kind.LLAMA ? 3 : 1;
        for (int killedAt = 1; killedAt < straight.events.size(); killedAt += every) {
            delete(store.path("models/" + published.getVersion()));
            Topics topics = new Topics(killedAt);
            try {
                run(topics).start();
            } catch (Killed expected) {
                // as SIGKILL would: nothing more is written or announced
            }
            topics.left = Integer.MAX_VALUE;
            if (topics.rounds.unfinished().isEmpty()) {
                break; // its steps were faster than those of the first run, hence fewer events
            }
            Round round = topics.rounds.unfinished().get();
            new RoundRun(
                            store,
                            topics,
                            new Meters(new SimpleMeterRegistry()),
                            Duration.ZERO,
                            MEMORY,
                            () -> false,
                            round.plan(),
                            round.sequence())
                    .resume(round);

            assertThat(topics.models).as("killed at %d", killedAt).hasSize(1);
            assertThat(topics.models.getFirst().getVersion())
                    .as("killed at %d", killedAt)
                    .isEqualTo(published.getVersion());
            assertThat(topics.rounds.unfinished()).isEmpty();
        }
        assertThat(Files.exists(store.path("checkpoints/run"))).isFalse();
    }

    @Test
    void anAdapterTrainsOnOverStagesAndRoundsAndTheCoreStaysTheSameFile() throws Exception {
        plan = llamaPlan(List.of(lora(Plan.MNTP), lora(Plan.TEXT)));
        Topics topics = new Topics(Integer.MAX_VALUE);
        run(topics).start();
        ModelFolder first =
                ModelFolder.open(store.path("models/" + topics.models.getFirst().getVersion()));
        Adapter adapter = Adapter.read(first.text(), name -> name);

        plan =
                new Plan(
                        "next",
                        2,
                        4,
                        first.manifest().version(),
                        plan.offsets(),
                        6,
                        6,
                        plan.trainingSet(),
                        plan.trainingSetSha256(),
                        1,
                        List.of(lora(Plan.TEXT)));
        run(topics).start();

        ModelFolder second =
                ModelFolder.open(store.path("models/" + topics.models.getLast().getVersion()));
        assertThat(
                        Files.isSameFile(
                                core(first), core(ModelFolder.open(store.path("models/llama")))))
                .isTrue();
        assertThat(Files.isSameFile(core(second), core(first))).isTrue();
        assertThat(adapter.config().rank()).isEqualTo(2);
        Adapter later = Adapter.read(second.text(), name -> name);
        assertThat(later.modules()).isEqualTo(adapter.modules()).hasSize(7);
        assertThat(later.tensors().firstEntry().getValue().floats())
                .isNotEqualTo(adapter.tensors().firstEntry().getValue().floats());
        assertThat(second.manifest().text())
                .usingRecursiveComparison()
                .ignoringFields("precision", "measured") // each version is tested anew
                .isEqualTo(first.manifest().text());
        assertThat(second.manifest().parent()).contains(first.manifest().version());
    }

    @Test
    void anAdapterOfAnotherRankFailsTheRound() throws Exception {
        plan = llamaPlan(List.of(lora(Plan.TEXT)));
        Topics topics = new Topics(Integer.MAX_VALUE);
        run(topics).start();
        plan =
                new Plan(
                        "next",
                        2,
                        4,
                        topics.models.getFirst().getVersion(),
                        plan.offsets(),
                        6,
                        6,
                        plan.trainingSet(),
                        plan.trainingSetSha256(),
                        1,
                        List.of(stage(Plan.TEXT)));

        run(topics).start();

        assertThat(topics.events.getLast().getType()).isEqualTo(TrainingEventType.FAILED);
        assertThat(topics.events.getLast().getMessage()).contains("adapter").contains("LoRA");
    }

    private static Path core(ModelFolder folder) {
        return folder.text().resolve("model.safetensors");
    }

    private Plan llamaPlan(List<Plan.StagePlan> stages) throws IOException {
        writeBase(store.path("models/llama"), "llama", LLAMA);
        return new Plan(
                "run",
                1,
                3,
                "llama",
                plan.offsets(),
                6,
                6,
                plan.trainingSet(),
                plan.trainingSetSha256(),
                1,
                stages);
    }

    private static Plan.StagePlan lora(String name) {
        return new Plan.StagePlan(
                name,
                2,
                4,
                1e-3,
                name.equals(Plan.MNTP) ? 12 : 64,
                0.4,
                0.25,
                3,
                Precision.FLOAT32,
                Plan.TextTrains.LORA,
                new Plan.Lora(
                        2,
                        4,
                        0.1,
                        List.of(
                                "q_proj",
                                "k_proj",
                                "v_proj",
                                "o_proj",
                                "gate_proj",
                                "up_proj",
                                "down_proj")));
    }

    @Test
    void aDamagedTrainingSetFailsTheRoundAndPublishesNothing() throws Exception {
        Files.write(store.path("training-sets/run.avro"), new byte[] {1, 2, 3});
        Topics topics = new Topics(Integer.MAX_VALUE);

        run(topics).start();

        TrainingEvent last = topics.events.getLast();
        assertThat(last.getType()).isEqualTo(TrainingEventType.FAILED);
        assertThat(last.getMessage()).contains("training-sets/run.avro").contains("SHA-256");
        assertThat(topics.models).isEmpty();
    }

    private RoundRun run(Announcements topics) {
        return new RoundRun(
                store,
                topics,
                new Meters(new SimpleMeterRegistry()),
                Duration.ZERO,
                MEMORY,
                () -> false,
                plan,
                -1);
    }

    private static List<String> types(List<TrainingEvent> events) {
        return events.stream().map(event -> event.getType().name()).toList();
    }

    private static Plan.StagePlan stage(String name) {
        return new Plan.StagePlan(
                name, 2, 4, 1e-3, 64, 0.4, 0.25, 3, Precision.FLOAT32, null, null);
    }

    private static void writeBase(Path path, String version, TextArchitecture architecture)
            throws IOException {
        ModelManifest.Text text =
                new ModelManifest.Text(
                        architecture.name(),
                        Pooling.MEAN,
                        Attention.BIDIRECTIONAL,
                        Precision.FLOAT32,
                        64,
                        16);
        Random random = new Random(1);
        SequencedMap<String, StoredTensor> weights = new LinkedHashMap<>();
        architecture
                .weights()
                .forEach(
                        (name, shape) -> {
                            int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
                            float[] values = new float[size];
                            for (int i = 0; i < size; i++) {
                                values[i] =
                                        (name.contains("orm") && name.endsWith("weight") ? 1 : 0)
                                                + 0.1f * (float) random.nextGaussian();
                            }
                            weights.put(name, StoredTensor.of(values, shape));
                        });
        ModelFolder.write(
                path,
                ModelManifest.base(version, text),
                into -> {
                    Path to = into.resolve("text");
                    Files.write(to.resolve("tokenizer.json"), MiniLmArtifact.tokenizer());
                    Files.write(
                            to.resolve("config.json"),
                            new com.fasterxml.jackson.databind.ObjectMapper()
                                    .writeValueAsBytes(architecture.json()));
                    SafetensorsWriter.write(to.resolve("model.safetensors"), weights, Map.of());
                });
    }

    private static byte[] png(int seed) throws IOException {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
        Random random = new Random(seed);
        for (int i = 0; i < 64 * 64; i++) {
            image.getRaster().setSample(i % 64, i / 64, 0, random.nextInt(256));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (var files = Files.walk(path)) {
                for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
