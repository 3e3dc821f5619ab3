package hilum.encoders.training;

import java.util.List;

/** Which weights of a text tower train. */
public sealed interface Trains {

    /**
     * All of them.
     *
     * @param dropout the share of values left out where the original model leaves them out
     */
    record All(double dropout) implements Trains {}

    /**
     * Low-rank changes of linear layers; the layers themselves stay.
     *
     * @param rank the rank of the changes
     * @param alpha the numerator of their factor, {@code alpha / rank}
     * @param dropout the share of a layer's inputs left out of its change
     * @param targets the last parts of the layers' names: {@code q_proj}
     * @see <a href="https://arxiv.org/abs/2106.09685">Hu et al., LoRA</a>
     */
    record Lora(int rank, double alpha, double dropout, List<String> targets) implements Trains {
        public Lora {
            targets = targets.stream().sorted().distinct().toList();
            if (rank < 1 || !(alpha > 0) || !(dropout >= 0 && dropout < 1) || targets.isEmpty()) {
                throw new IllegalArgumentException(
                        "LoRA of rank %d, alpha %s, dropout %s on %s: give a rank from 1, a positive alpha, a dropout below 1 and at least one layer"
                                .formatted(rank, alpha, dropout, targets));
            }
        }

        double scaling() {
            return alpha / rank;
        }

        /** Whether it changes the layer of this name. */
        boolean changes(String module) {
            return targets.contains(module.substring(module.lastIndexOf('.') + 1));
        }
    }
}
