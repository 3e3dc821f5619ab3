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
 * A Llama: pre-norm RMSNorm, rotary embedding, grouped-query attention, SwiGLU, no biases.
 *
 * @param layers the number of layers
 * @param hidden the width of the states
 * @param heads the number of query heads
 * @param kvHeads the number of key-value heads, each for {@code heads / kvHeads} query heads
 * @param headDim the width of a head
 * @param intermediate the width inside a feed-forward block
 * @param vocabulary the number of different token ids
 * @param positions the longest text in tokens
 * @param eps the epsilon of the norms
 * @param rotary how positions turn queries and keys
 * @param tied whether the embedding is the language model's head as well
 */
public record Llama(
        int layers,
        int hidden,
        int heads,
        int kvHeads,
        int headDim,
        int intermediate,
        int vocabulary,
        int positions,
        double eps,
        Rotary rotary,
        boolean tied)
        implements TextArchitecture {
    /** The name of the language model's head where it is not the embedding. */
    public static final String HEAD = "lm_head.weight";

    /** The linear layers of a layer, which is what LoRA may be on. */
    public static final List<String> LINEAR =
            List.of(
                    "self_attn.q_proj",
                    "self_attn.k_proj",
                    "self_attn.v_proj",
                    "self_attn.o_proj",
                    "mlp.gate_proj",
                    "mlp.up_proj",
                    "mlp.down_proj");

    public Llama {
        for (int size :
                List.of(
                        layers,
                        hidden,
                        heads,
                        kvHeads,
                        headDim,
                        intermediate,
                        vocabulary,
                        positions)) {
            if (size < 1) {
                throw new IllegalArgumentException(
                        "A Llama of size %d: layers, widths, heads and vocabulary count from 1"
                                .formatted(size));
            }
        }
        if (heads % kvHeads != 0) {
            throw new IllegalArgumentException(
                    "A Llama whose %d heads share %d key-value heads unequally: correct num_attention_heads or num_key_value_heads"
                            .formatted(heads, kvHeads));
        }
        if (headDim % 2 != 0) {
            throw new IllegalArgumentException(
                    "A Llama with heads of the odd width %d cannot be turned by halves: correct head_dim"
                            .formatted(headDim));
        }
    }

    static Llama of(JsonNode json, Path from) throws IOException {
        String activation = json.path("hidden_act").asText("silu");
        if (!activation.equals("silu")) {
            throw new IOException(
                    "%s has hidden_act '%s': of Llama Hilum computes silu"
                            .formatted(from, activation));
        }
        for (String bias : List.of("attention_bias", "mlp_bias")) {
            if (json.path(bias).asBoolean(false)) {
                throw new IOException(
                        "%s has %s: Hilum computes Llama without biases".formatted(from, bias));
            }
        }
        int hidden = json.path("hidden_size").asInt();
        int heads = json.path("num_attention_heads").asInt();
        if (!json.path("head_dim").isNumber() && heads > 0 && hidden % heads != 0) {
            throw new IOException(
                    "%s has a width of %d for %d heads and no head_dim: name it"
                            .formatted(from, hidden, heads));
        }
        try {
            return new Llama(
                    json.path("num_hidden_layers").asInt(),
                    hidden,
                    heads,
                    json.path("num_key_value_heads").asInt(heads),
                    json.path("head_dim").asInt(heads == 0 ? 0 : hidden / heads),
                    json.path("intermediate_size").asInt(),
                    json.path("vocab_size").asInt(),
                    json.path("max_position_embeddings").asInt(2_048),
                    json.path("rms_norm_eps").asDouble(1e-6),
                    Rotary.of(json, from),
                    json.path("tie_word_embeddings").asBoolean(false));
        } catch (IllegalArgumentException e) {
            throw new IOException("%s cannot be used: %s".formatted(from, e.getMessage()), e);
        }
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of("LlamaModel"));
        json.put("model_type", "llama");
        json.put("hidden_act", "silu");
        json.put("attention_bias", false);
        json.put("mlp_bias", false);
        json.put("num_hidden_layers", layers);
        json.put("hidden_size", hidden);
        json.put("num_attention_heads", heads);
        json.put("num_key_value_heads", kvHeads);
        json.put("head_dim", headDim);
        json.put("intermediate_size", intermediate);
        json.put("vocab_size", vocabulary);
        json.put("max_position_embeddings", positions);
        json.put("rms_norm_eps", eps);
        json.put("rope_theta", rotary.theta());
        if (rotary.scaled()) {
            json.put("rope_scaling", rotary.json());
        }
        json.put("rope_parameters", rotary.json());
        json.put("tie_word_embeddings", tied);
        return json;
    }

    @Override
    public String name() {
        return "llama";
    }

    @Override
    public String main() {
        return "llama_tower.LlamaTower";
    }

    @Override
    public Map<String, ?> configuration() {
        return Map.ofEntries(
                Map.entry("layers", layers),
                Map.entry("heads", heads),
                Map.entry("kv_heads", kvHeads),
                Map.entry("head_dim", headDim),
                Map.entry("eps", eps),
                Map.entry("theta", rotary.theta()),
                Map.entry("factor", rotary.factor()),
                Map.entry("low", rotary.low()),
                Map.entry("high", rotary.high()),
                Map.entry("original", rotary.original()));
    }

    @Override
    public ProgramText program() {
        return ProgramText.of("llama_tower", "llama_packed", "llama", "merging", "pooling");
    }

    @Override
    public boolean carries(Adaptation adaptation) {
        return true;
    }

    @Override
    public boolean computes(Attention attention) {
        return true;
    }

    @Override
    public SequencedMap<String, long[]> weights() {
        SequencedMap<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put("embed_tokens.weight", new long[] {vocabulary, hidden});
        long queries = (long) heads * headDim;
        long keys = (long) kvHeads * headDim;
        for (int i = 0; i < layers; i++) {
            String layer = "layers." + i + ".";
            shapes.put(layer + "input_layernorm.weight", new long[] {hidden});
            shapes.put(layer + "self_attn.q_proj.weight", new long[] {queries, hidden});
            shapes.put(layer + "self_attn.k_proj.weight", new long[] {keys, hidden});
            shapes.put(layer + "self_attn.v_proj.weight", new long[] {keys, hidden});
            shapes.put(layer + "self_attn.o_proj.weight", new long[] {hidden, queries});
            shapes.put(layer + "post_attention_layernorm.weight", new long[] {hidden});
            shapes.put(layer + "mlp.gate_proj.weight", new long[] {intermediate, hidden});
            shapes.put(layer + "mlp.up_proj.weight", new long[] {intermediate, hidden});
            shapes.put(layer + "mlp.down_proj.weight", new long[] {hidden, intermediate});
        }
        shapes.put("norm.weight", new long[] {hidden});
        return shapes;
    }

    /**
     * The head, the latents where another pooling is used, and what follows from the configuration.
     */
    @Override
    public boolean ignorable(String name) {
        return name.equals(HEAD)
                || name.startsWith("latent_attn.")
                || name.endsWith("rotary_emb.inv_freq");
    }

    /** {@code LlamaForCausalLM} writes {@code model.} before the names of {@code LlamaModel}. */
    @Override
    public String canonical(String name) {
        return name.startsWith("model.") ? name.substring("model.".length()) : name;
    }
}
