package hilum.trainer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** Configuration of the trainer-service, under {@code hilum}. */
@ConfigMapping(prefix = "hilum")
interface TrainerConfig {
    /** Core API of the schema registry. */
    @WithName("registry.url")
    String registryUrl();

    /** Folder of the artifact store. */
    String artifacts();

    /** Name of this instance, stable over restarts; one trains at a time. */
    @WithDefault("0")
    String instance();

    Trainer trainer();

    /** What a round is like. */
    interface Trainer {
        /** New studies, those of the evaluation split counted, after which a round starts. */
        @WithDefault("500")
        int roundStudies();

        /** Model version that is published where there is none: a folder of the artifact store. */
        @WithDefault("minilm-base")
        String base();

        /** Seed of the rounds' plans. */
        @WithDefault("1")
        long seed();

        /** Replayed studies as a share of the new ones. */
        @WithDefault("0.5")
        double replay();

        /** Seconds between two checkpoints. */
        @WithDefault("30")
        int checkpointSeconds();

        Text text();

        Image image();
    }

    /** The stage of the text tower. */
    interface Text {
        @WithDefault("3")
        int epochs();

        @WithDefault("32")
        int batch();

        @WithDefault("1e-4")
        double learningRate();

        /** Where training texts are cut, special tokens included. */
        @WithDefault("128")
        int maxTokens();
    }

    /** The stage of the image tower. */
    interface Image {
        @WithDefault("40")
        int epochs();

        @WithDefault("64")
        int batch();

        @WithDefault("2e-3")
        double learningRate();

        /** Steps at most, whatever the epochs. */
        @WithDefault("160")
        int mostSteps();
    }
}
