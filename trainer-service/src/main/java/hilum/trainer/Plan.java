package hilum.trainer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hilum.encoders.weights.Precision;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a round's result depends on: the same plan gives the same weights to the bit on the same
 * kind of processor.
 *
 * @param runId id of the round
 * @param round number of the round, from 1
 * @param seed of everything that is drawn
 * @param base model version that it starts from
 * @param offsets of each topic by partition: the records before them are what it knows
 * @param studies how many studies take part
 * @param newStudies how many of these came since the last round
 * @param trainingSet location of the frozen training set
 * @param trainingSetSha256 its SHA-256
 * @param threads of a computation: another number may add in another order
 * @param stages in their order
 */
record Plan(
        String runId,
        int round,
        long seed,
        String base,
        SortedMap<String, SortedMap<Integer, Long>> offsets,
        int studies,
        int newStudies,
        String trainingSet,
        String trainingSetSha256,
        int threads,
        List<StagePlan> stages) {
    static final String MNTP = "mntp";
    static final String TEXT = "text-contrastive";
    static final String IMAGE = "image-text";

    /** All stages, in the order in which a round runs them. */
    static final List<String> STAGES = List.of(MNTP, TEXT, IMAGE);

    private static final ObjectMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    Plan {
        offsets = new TreeMap<>(offsets);
        stages = List.copyOf(stages);
    }

    /** Whether it trains on more than masked words. */
    boolean teachesPairs() {
        return stages.isEmpty() || stages.stream().anyMatch(stage -> !stage.name().equals(MNTP));
    }

    /**
     * One stage and its hyperparameters.
     *
     * @param name mntp, text-contrastive or image-text
     * @param epochs how often a study is drawn
     * @param batch pairs in a step; of mntp blocks
     * @param learningRate at its highest
     * @param maxTokens where texts are cut, or the length of a block; 0 where no text is trained on
     * @param mirrored share of summary pairs with a mirrored error; of the text stage
     * @param similar share of studies that give a similar pair; of the text stage
     * @param mostSteps where the stage ends, whatever the epochs
     * @param precision of the products of linear layers
     * @param trains which weights of the text tower train
     * @param lora the adapter that trains; absent where none does
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StagePlan(
            String name,
            int epochs,
            int batch,
            double learningRate,
            int maxTokens,
            double mirrored,
            double similar,
            int mostSteps,
            Precision precision,
            TextTrains trains,
            Lora lora) {
        StagePlan {
            // Plans of the first rounds do not say it.
            trains =
                    trains == null
                            ? name.equals(IMAGE) ? TextTrains.NOTHING : TextTrains.ALL
                            : trains;
            if ((trains == TextTrains.LORA) != (lora != null)) {
                throw new IllegalArgumentException(
                        "stage %s trains %s and has the adapter %s: give one with lora only"
                                .formatted(name, trains, lora));
            }
        }
    }

    /** Which weights of the text tower a stage trains. */
    enum TextTrains {
        @JsonProperty("nothing")
        NOTHING,
        @JsonProperty("all")
        ALL,
        @JsonProperty("lora")
        LORA
    }

    /**
     * A LoRA adapter in training.
     *
     * @param rank of the changes
     * @param alpha their factor is alpha / rank
     * @param dropout share of a layer's inputs left out of its change
     * @param targets names of the linear layers that it changes
     */
    record Lora(int rank, double alpha, double dropout, List<String> targets) {}

    /** Offsets of a topic by partition; empty where the plan names none. */
    Map<Integer, Long> offsetsOf(String topic) {
        return offsets.getOrDefault(topic, new TreeMap<>());
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Plan of(String json) {
        try {
            return JSON.readValue(json, Plan.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "The plan of a round cannot be read (%s): start a new round"
                            .formatted(e.getOriginalMessage()),
                    e);
        }
    }
}
