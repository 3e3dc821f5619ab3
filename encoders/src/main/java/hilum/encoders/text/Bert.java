package hilum.encoders.text;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.encoders.torch.ProgramText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A BERT encoder: post-norm, exact GELU, learned absolute positions.
 *
 * @param layers the number of layers
 * @param hidden the width of the states, which is the length of a vector
 * @param heads the number of attention heads
 * @param intermediate the width between the two linear layers of a block
 * @param vocabulary the number of different token ids
 * @param positions the longest text in tokens
 * @param types the number of token types
 * @param eps the epsilon of the layer norms
 */
public record Bert(
        int layers,
        int hidden,
        int heads,
        int intermediate,
        int vocabulary,
        int positions,
        int types,
        double eps)
        implements TextArchitecture {
    public Bert {
        for (int size :
                List.of(layers, hidden, heads, intermediate, vocabulary, positions, types)) {
            if (size < 1) {
                throw new IllegalArgumentException(
                        "A BERT of size %d: layers, widths, heads and vocabulary count from 1"
                                .formatted(size));
            }
        }
        if (hidden % heads != 0) {
            throw new IllegalArgumentException(
                    "A BERT of width %d has no %d equal heads: correct hidden_size or num_attention_heads"
                            .formatted(hidden, heads));
        }
    }

    static Bert of(JsonNode json, Path from) throws IOException {
        String activation = json.path("hidden_act").asText("gelu");
        String position = json.path("position_embedding_type").asText("absolute");
        if (!activation.equals("gelu") || !position.equals("absolute")) {
            throw new IOException(
                    "%s has hidden_act '%s' and position_embedding_type '%s': Hilum computes gelu and absolute"
                            .formatted(from, activation, position));
        }
        try {
            return new Bert(
                    json.path("num_hidden_layers").asInt(),
                    json.path("hidden_size").asInt(),
                    json.path("num_attention_heads").asInt(),
                    json.path("intermediate_size").asInt(),
                    json.path("vocab_size").asInt(),
                    json.path("max_position_embeddings").asInt(),
                    json.path("type_vocab_size").asInt(),
                    json.path("layer_norm_eps").asDouble(1e-12));
        } catch (IllegalArgumentException e) {
            throw new IOException("%s cannot be used: %s".formatted(from, e.getMessage()), e);
        }
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of("BertModel"));
        json.put("model_type", "bert");
        json.put("hidden_act", "gelu");
        json.put("position_embedding_type", "absolute");
        json.put("num_hidden_layers", layers);
        json.put("hidden_size", hidden);
        json.put("num_attention_heads", heads);
        json.put("intermediate_size", intermediate);
        json.put("vocab_size", vocabulary);
        json.put("max_position_embeddings", positions);
        json.put("type_vocab_size", types);
        json.put("layer_norm_eps", eps);
        return json;
    }

    @Override
    public String name() {
        return "bert";
    }

    @Override
    public String main() {
        return "bert_tower.BertTower";
    }

    @Override
    public Map<String, ?> configuration() {
        return Map.of("layers", layers, "heads", heads, "eps", eps);
    }

    @Override
    public ProgramText program() {
        return ProgramText.of("bert_tower", "bert_packed", "bert", "merging", "pooling");
    }

    @Override
    public boolean carries(Adaptation adaptation) {
        return adaptation == Adaptation.MERGED;
    }

    @Override
    public boolean computes(Attention attention) {
        return attention == Attention.BIDIRECTIONAL;
    }

    @Override
    public SequencedMap<String, long[]> weights() {
        SequencedMap<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put("embeddings.word_embeddings.weight", new long[] {vocabulary, hidden});
        shapes.put("embeddings.position_embeddings.weight", new long[] {positions, hidden});
        shapes.put("embeddings.token_type_embeddings.weight", new long[] {types, hidden});
        norm(shapes, "embeddings.LayerNorm");
        for (int i = 0; i < layers; i++) {
            String layer = "encoder.layer." + i + ".";
            linear(shapes, layer + "attention.self.query", hidden, hidden);
            linear(shapes, layer + "attention.self.key", hidden, hidden);
            linear(shapes, layer + "attention.self.value", hidden, hidden);
            linear(shapes, layer + "attention.output.dense", hidden, hidden);
            norm(shapes, layer + "attention.output.LayerNorm");
            linear(shapes, layer + "intermediate.dense", intermediate, hidden);
            linear(shapes, layer + "output.dense", hidden, intermediate);
            norm(shapes, layer + "output.LayerNorm");
        }
        return shapes;
    }

    @Override
    public String canonical(String name) {
        return name.startsWith("bert.") ? name.substring("bert.".length()) : name;
    }

    @Override
    public boolean ignorable(String name) {
        return name.startsWith("pooler.")
                || name.startsWith("cls.")
                || name.equals("embeddings.position_ids");
    }

    private void norm(SequencedMap<String, long[]> shapes, String name) {
        shapes.put(name + ".weight", new long[] {hidden});
        shapes.put(name + ".bias", new long[] {hidden});
    }

    private static void linear(SequencedMap<String, long[]> shapes, String name, int out, int in) {
        shapes.put(name + ".weight", new long[] {out, in});
        shapes.put(name + ".bias", new long[] {out});
    }
}
