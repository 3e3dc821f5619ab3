package hilum.trainer;

import hilum.encoders.text.Bert;
import hilum.encoders.text.Llama;
import hilum.encoders.text.TextArchitecture;
import hilum.encoders.torch.Torch;
import hilum.encoders.training.TextRecipe;
import hilum.encoders.training.TrainingPrecision;
import hilum.encoders.weights.Adapter;
import hilum.schemas.Model;
import hilum.schemas.Sha256;
import hilum.schemas.Topic;
import hilum.trainer.Plan.TextTrains;
import hilum.transport.ArtifactStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Freezes what a round trains on and writes down how. */
final class Planner {
    private static final double MIRRORED = 0.4;
    private static final double SIMILAR = 0.25;
    private static final double LORA_RATE = 2e-4;
    private static final double TEXT_RATE = 1e-4;
    private static final double MNTP_RATE = 5e-5;

    private final TrainerConfig.Trainer config;
    private final ArtifactStore store;

    Planner(TrainerConfig.Trainer config, ArtifactStore store) {
        this.config = config;
        this.store = store;
    }

    /**
     * The plan of the next round; its training set lies in the store when this returns.
     *
     * @param trainedUntil offsets of the studies up to which none is new
     * @param until offsets of the studies up to which the round takes them
     * @return empty where the studies give nothing to train on
     * @throws IOException when the training set cannot be written
     */
    Optional<Plan> plan(
            RoundRequest request,
            Corpus corpus,
            int number,
            Model base,
            Map<Integer, Long> trainedUntil,
            SortedMap<Integer, Long> until)
            throws IOException {
        long seed = request.seed().orElse(config.seed() + number - 1);
        TrainingSet set = TrainingSet.of(corpus, trainedUntil, until, config.replay(), seed);
        List<Plan.StagePlan> stages = stages(request, set, seed, base);
        if (stages.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = set.bytes();
        String location = FrozenSets.location(request.runId());
        store.put(location, bytes);
        SortedMap<String, SortedMap<Integer, Long>> offsets = new TreeMap<>();
        offsets.put(Topic.STUDIES.topicName(), until);
        offsets.put(Topic.VARIANTS.topicName(), corpus.positions(Topic.VARIANTS));
        return Optional.of(
                new Plan(
                        request.runId(),
                        number,
                        seed,
                        base.getVersion(),
                        offsets,
                        set.members().size(),
                        set.fresh(),
                        location,
                        Sha256.hex(bytes),
                        Torch.THREADS,
                        stages));
    }

    private List<Plan.StagePlan> stages(
            RoundRequest request, TrainingSet set, long seed, Model base) throws IOException {
        List<String> wanted = request.stages().orElse(config.stages());
        if (!Plan.STAGES.containsAll(wanted)) {
            throw new IllegalArgumentException(
                    "hilum.trainer.stages is %s: name some of %s".formatted(wanted, Plan.STAGES));
        }
        int most = request.steps().orElse(Integer.MAX_VALUE);
        Trained trained = Trained.of(config, store.path(base.getLocation()).resolve("text"));
        TrainerConfig.Text text = config.text();
        TrainerConfig.Image image = config.image();
        List<Plan.StagePlan> stages = new ArrayList<>();
        if (wanted.contains(Plan.MNTP) && !set.members().isEmpty()) {
            TrainerConfig.Mntp mntp = config.mntp();
            TextTrains trains = trained.unless(text.trains());
            stages.add(
                    new Plan.StagePlan(
                            Plan.MNTP,
                            mntp.epochs(),
                            mntp.batch(),
                            mntp.learningRate()
                                    .orElse(trains == TextTrains.LORA ? LORA_RATE : MNTP_RATE),
                            mntp.blockTokens(),
                            0,
                            0,
                            Math.min(most, mntp.mostSteps()),
                            TrainingPrecision.fastest(),
                            trains,
                            trained.lora(trains)));
        }
        if (wanted.contains(Plan.TEXT)
                && !new TextRecipe(1, text.batch(), 0, 1).batches(set.texts(), seed).isEmpty()) {
            TextTrains trains = trained.unless(text.trains());
            stages.add(
                    new Plan.StagePlan(
                            Plan.TEXT,
                            text.epochs(),
                            text.batch(),
                            text.learningRate()
                                    .orElse(trains == TextTrains.LORA ? LORA_RATE : TEXT_RATE),
                            text.maxTokens(),
                            MIRRORED,
                            SIMILAR,
                            most,
                            TrainingPrecision.fastest(),
                            trains,
                            trained.lora(trains)));
        }
        if (wanted.contains(Plan.IMAGE) && set.images() > 1) {
            TextTrains trains = trained.unless(Optional.of(image.textTrains()));
            stages.add(
                    new Plan.StagePlan(
                            Plan.IMAGE,
                            image.epochs(),
                            image.batch(),
                            image.learningRate(),
                            trains == TextTrains.NOTHING ? 0 : text.maxTokens(),
                            0,
                            0,
                            Math.min(most, image.mostSteps()),
                            TrainingPrecision.fastest(),
                            trains,
                            trained.lora(trains)));
        }
        return stages;
    }

    /**
     * What of a text tower trains by default.
     *
     * @param trains all of a BERT; of a Llama, or where there is one, an adapter
     * @param adapter the one at hand, or the one to begin with: a lineage has one
     */
    private record Trained(TextTrains trains, Plan.Lora adapter) {
        static Trained of(TrainerConfig.Trainer config, Path folder) throws IOException {
            TextArchitecture architecture = TextArchitecture.read(folder.resolve("config.json"));
            TrainerConfig.Lora lora = config.lora();
            if (Adapter.isIn(folder)) {
                Adapter at = Adapter.read(folder, architecture::canonical);
                return new Trained(
                        TextTrains.LORA,
                        new Plan.Lora(
                                at.config().rank(),
                                at.config().alpha(),
                                lora.dropout(),
                                List.copyOf(Adapter.targets(at.modules()))));
            }
            return new Trained(
                    switch (architecture) {
                        case Bert bert -> TextTrains.ALL;
                        case Llama llama -> TextTrains.LORA;
                    },
                    new Plan.Lora(
                            lora.rank(),
                            lora.alpha(),
                            lora.dropout(),
                            lora.targets().stream().sorted().toList()));
        }

        /** What trains, unless the configuration says otherwise. */
        TextTrains unless(Optional<String> configured) {
            return configured
                    .map(
                            name ->
                                    switch (name) {
                                        case "all" -> TextTrains.ALL;
                                        case "lora" -> TextTrains.LORA;
                                        case "nothing" -> TextTrains.NOTHING;
                                        default ->
                                                throw new IllegalArgumentException(
                                                        "A text tower trains '%s': set lora, all, or nothing in the image stage"
                                                                .formatted(name));
                                    })
                    .orElse(trains);
        }

        Plan.Lora lora(TextTrains which) {
            return which == TextTrains.LORA ? adapter : null;
        }
    }
}
