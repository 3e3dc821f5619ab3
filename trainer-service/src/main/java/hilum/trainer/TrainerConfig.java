package hilum.trainer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

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

        /** Stages of a round, of mntp, text-contrastive and image-text; they run in this order. */
        @WithDefault("text-contrastive,image-text")
        List<String> stages();

        /**
         * Megabytes that activations of a text tower may take; where they would take more, more is
         * computed twice, with the same result.
         */
        @WithDefault("1200")
        int activationMegabytes();

        Mntp mntp();

        Text text();

        Image image();

        Lora lora();
    }

    /** The stage of masked next token prediction. */
    interface Mntp {
        @WithDefault("1")
        int epochs();

        /** Blocks in a step. */
        @WithDefault("16")
        int batch();

        /** Tokens in a block. */
        @WithDefault("128")
        int blockTokens();

        /** At its highest; if not set, 2e-4 by LoRA and 5e-5 with all weights. */
        OptionalDouble learningRate();

        /** Steps at most, whatever the epochs. */
        @WithDefault("200")
        int mostSteps();
    }

    /** The adapter of a text tower that trains by LoRA, where it has none yet. */
    interface Lora {
        @WithDefault("16")
        int rank();

        @WithDefault("32")
        double alpha();

        /** Share of a layer's inputs left out of its change while training. */
        @WithDefault("0")
        double dropout();

        /** Names of the linear layers that it changes. */
        @WithDefault("q_proj,k_proj,v_proj,o_proj,gate_proj,up_proj,down_proj")
        List<String> targets();
    }

    /** The stage of the text tower. */
    interface Text {
        /** Which weights train, lora or all; if not set, lora for a Llama, all for a BERT. */
        Optional<String> trains();

        @WithDefault("3")
        int epochs();

        @WithDefault("32")
        int batch();

        /** At its highest; if not set, 2e-4 by LoRA and 1e-4 with all weights. */
        OptionalDouble learningRate();

        /** Where training texts are cut, special tokens included. */
        @WithDefault("128")
        int maxTokens();
    }

    /** The stage of the image tower. */
    interface Image {
        /** Which weights of the text tower train with it: nothing, lora or all. */
        @WithDefault("nothing")
        String textTrains();

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
