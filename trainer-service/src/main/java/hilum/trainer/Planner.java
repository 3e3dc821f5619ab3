package hilum.trainer;

import hilum.encoders.torch.Torch;
import hilum.encoders.training.TextRecipe;
import hilum.encoders.training.TrainingPrecision;
import hilum.schemas.Model;
import hilum.schemas.Sha256;
import hilum.schemas.Topic;
import hilum.transport.ArtifactStore;
import java.io.IOException;
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
     * @return empty where the studies give nothing to train on
     * @throws IOException when the training set cannot be written
     */
    Optional<Plan> plan(
            RoundRequest request,
            Corpus corpus,
            int number,
            Model base,
            Map<Integer, Long> trainedUntil)
            throws IOException {
        long seed = request.seed().orElse(config.seed() + number - 1);
        TrainingSet set = TrainingSet.of(corpus, trainedUntil, config.replay(), seed);
        List<Plan.StagePlan> stages = stages(request, set, seed);
        if (stages.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = set.bytes();
        String location = "training-sets/%s.avro".formatted(request.runId());
        store.put(location, bytes);
        SortedMap<String, SortedMap<Integer, Long>> offsets = new TreeMap<>();
        for (Topic topic : List.of(Topic.STUDIES, Topic.VARIANTS)) {
            offsets.put(topic.topicName(), corpus.positions(topic));
        }
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

    private List<Plan.StagePlan> stages(RoundRequest request, TrainingSet set, long seed) {
        int most = request.steps().orElse(Integer.MAX_VALUE);
        TrainerConfig.Text text = config.text();
        TrainerConfig.Image image = config.image();
        List<Plan.StagePlan> stages = new ArrayList<>();
        if (wanted(request, Plan.TEXT)
                && !new TextRecipe(1, text.batch(), 0, 1).batches(set.texts(), seed).isEmpty()) {
            stages.add(
                    new Plan.StagePlan(
                            Plan.TEXT,
                            text.epochs(),
                            text.batch(),
                            text.learningRate(),
                            text.maxTokens(),
                            MIRRORED,
                            SIMILAR,
                            most,
                            TrainingPrecision.fastest()));
        }
        if (wanted(request, Plan.IMAGE) && set.images() > 1) {
            stages.add(
                    new Plan.StagePlan(
                            Plan.IMAGE,
                            image.epochs(),
                            image.batch(),
                            image.learningRate(),
                            0,
                            0,
                            0,
                            Math.min(most, image.mostSteps()),
                            TrainingPrecision.fastest()));
        }
        return stages;
    }

    private static boolean wanted(RoundRequest request, String stage) {
        return request.stages().map(names -> names.contains(stage)).orElse(true);
    }
}
