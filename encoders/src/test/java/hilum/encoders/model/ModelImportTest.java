package hilum.encoders.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.encoders.DualEncoder;
import hilum.encoders.Golden;
import hilum.encoders.text.Attention;
import hilum.encoders.text.Pooling;
import hilum.encoders.weights.Checkpoint;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.SafetensorsWriter;
import hilum.encoders.weights.StoredTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelImportTest {
    @TempDir Path folder;
    private Path model;
    private Path made;

    @BeforeEach
    void copyTheTinyLlama() throws IOException {
        Golden golden = Golden.of("llama-tiny");
        model = Files.createDirectory(folder.resolve("model"));
        made = folder.resolve("models/tiny");
        for (String file : List.of("config.json", "tokenizer.json", "model.safetensors")) {
            Files.copy(golden.path(file), model.resolve(file));
            model.resolve(file).toFile().setWritable(true);
        }
    }

    private ModelFolder imported(ModelImport.Wishes wishes) throws IOException {
        return ModelImport.run(model, made, wishes);
    }

    private ModelFolder imported() throws IOException {
        return imported(ModelImport.Wishes.version("tiny"));
    }

    private static ModelImport.Wishes with(Path adapter, Path image) {
        return new ModelImport.Wishes(
                "tiny",
                Optional.ofNullable(adapter),
                Optional.ofNullable(image),
                Optional.of(Pooling.EOS),
                Optional.of(Attention.CAUSAL),
                Optional.of(64),
                Optional.of(ModelManifest.Similarity.DOT));
    }

    private void refused(String message) {
        assertThatThrownBy(this::imported)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
        assertThat(made).doesNotExist();
        assertThat(made.getParent().toFile().list()).isNullOrEmpty();
    }

    private void change(UnaryOperator<SequencedMap<String, StoredTensor>> changed)
            throws IOException {
        Path file = model.resolve("model.safetensors");
        SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
        try (Safetensors stored = Safetensors.open(file)) {
            stored.tensors().forEach((name, tensor) -> tensors.put(name, tensor.copy()));
        }
        SafetensorsWriter.write(file, changed.apply(tensors), Map.of("format", "pt"));
    }

    @Test
    void aFolderBecomesAVersionThatComputes() throws IOException {
        ModelFolder version = imported();

        ModelManifest manifest = version.manifest();
        assertThat(manifest.text().architecture()).isEqualTo("llama");
        assertThat(manifest.text().pooling()).isEqualTo(Pooling.MEAN);
        assertThat(manifest.text().attention()).isEqualTo(Attention.BIDIRECTIONAL);
        assertThat(manifest.text().maxTokens()).isEqualTo(512);
        assertThat(manifest.text().measured()).isPresent();
        assertThat(manifest.files()).containsKey("self-test.safetensors");
        assertThat(version.text().resolve("model.safetensors"))
                .hasSameBinaryContentAs(model.resolve("model.safetensors"));
        DualEncoder.open(ModelFolder.open(made)).close();
    }

    @Test
    void exportIsTheInverseOfImport() throws IOException {
        Path adapter = Golden.of("lora").path("adapter");
        ModelFolder version = imported(with(adapter, null));
        Path out = folder.resolve("out");

        ModelExport.run(version, out);

        assertThat(out.resolve("adapter/adapter_model.safetensors")).exists();
        assertThat(out.resolve("model.safetensors"))
                .hasSameBinaryContentAs(model.resolve("model.safetensors"));
        ModelFolder again =
                ModelImport.run(
                        out, folder.resolve("models/again"), ModelImport.Wishes.version("again"));
        assertThat(again.manifest().similarity()).isEqualTo(ModelManifest.Similarity.DOT);
        assertThat(again.manifest().text().pooling()).isEqualTo(Pooling.EOS);
        assertThat(again.manifest().text().attention()).isEqualTo(Attention.CAUSAL);
        assertThat(again.manifest().text().maxTokens()).isEqualTo(64);
        version.manifest()
                .files()
                .forEach(
                        (name, hash) ->
                                assertThat(again.manifest().files())
                                        .as(name)
                                        .containsEntry(name, hash));
        assertThatThrownBy(() -> ModelExport.run(version, out)).hasMessageContaining("not empty");
    }

    @Test
    void anAdapterMovesTheVectorsAndOneForAnotherBaseIsRefused() throws IOException {
        Path adapter = Golden.of("lora").path("adapter");
        float[][] plain = SelfTest.read(imported().path()).vectors().get("text");
        made = folder.resolve("models/adapted");
        ModelFolder adapted =
                imported(
                        new ModelImport.Wishes(
                                "adapted",
                                Optional.of(adapter),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
        assertThat(adapted.adapter()).isPresent();
        assertThat(SelfTest.least(plain, SelfTest.read(adapted.path()).vectors().get("text")))
                .isLessThan(0.99);

        Path other = Golden.of("llama-tiny-scaled").folder();
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(
                    other.resolve(file),
                    model.resolve(file),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        made = folder.resolve("models/other");
        assertThatThrownBy(() -> imported(with(adapter, null)))
                .hasMessageContaining("The adapter of 'llama-tiny' was not made for " + model)
                .hasMessageContaining("self_attn.k_proj");
        assertThat(made).doesNotExist();
    }

    @Test
    void theAuthorsSingleFileBecomesBothTowers() throws IOException {
        Path eva = Golden.of("eva-tiny/base").folder();
        SequencedMap<String, StoredTensor> all = new LinkedHashMap<>();
        try (Checkpoint text = Checkpoint.open(model);
                Checkpoint visual = Checkpoint.open(eva);
                Checkpoint dual = Checkpoint.open(Golden.of("dual").folder());
                Safetensors lora =
                        Safetensors.open(
                                Golden.of("lora").path("adapter/adapter_model.safetensors"))) {
            for (String twin :
                    List.of("text.core.model.base_model.", "text.model.model.base_model.")) {
                text.tensors()
                        .forEach(
                                (name, tensor) ->
                                        all.put(
                                                twin
                                                        + name.replaceFirst(
                                                                "([qkvo]_proj)\\.weight",
                                                                "$1.base_layer.weight"),
                                                tensor));
                for (String adapter : List.of("default", "llm2clip")) {
                    lora.tensors()
                            .forEach(
                                    (name, tensor) ->
                                            all.put(
                                                    twin.replace("base_model.", "")
                                                            + name.replace(
                                                                    ".weight",
                                                                    "." + adapter + ".weight"),
                                                    adapter.equals("default")
                                                            ? StoredTensor.of(
                                                                    new float
                                                                            [(int)
                                                                                    tensor
                                                                                            .elements()],
                                                                    tensor.sizes())
                                                            : tensor));
                }
            }
            all.putAll(visual.tensors());
            all.putAll(dual.tensors());
            Files.delete(model.resolve("model.safetensors"));
            SafetensorsWriter.write(model.resolve("model.safetensors"), all, Map.of());
        }
        Path image = Files.createDirectory(folder.resolve("image"));
        Files.copy(eva.resolve("config.json"), image.resolve("config.json"));

        assertThatThrownBy(this::imported).hasMessageContaining("by --image");
        ModelFolder version =
                imported(
                        new ModelImport.Wishes(
                                "tiny",
                                Optional.empty(),
                                Optional.of(image),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));

        assertThat(version.adapter()).isPresent();
        assertThat(version.projection()).isPresent();
        try (DualEncoder encoder = DualEncoder.open(version)) {
            assertThat(encoder.image().orElseThrow().dimension()).isEqualTo(encoder.dimension());
            assertThat(version.manifest().logitScale())
                    .isNotEqualTo(ModelManifest.INITIAL_LOGIT_SCALE);
        }
        try (Checkpoint text = Checkpoint.open(version.text())) {
            assertThat(text.tensors()).containsKey("layers.0.self_attn.q_proj.weight");
        }
    }

    @Test
    void aFolderWithoutConfigurationIsRefused() throws IOException {
        Files.delete(model.resolve("config.json"));
        refused("has no config.json");
    }

    @Test
    void anUnknownArchitectureIsNamedWithThoseKnown() throws IOException {
        Files.writeString(model.resolve("config.json"), "{\"model_type\": \"mamba\"}");
        refused("is of the model type 'mamba': Hilum computes bert and llama");
    }

    @Test
    void aTokenizerWithMoreIdsThanTheEmbeddingHasRowsIsRefused() throws IOException {
        Path file = model.resolve("tokenizer.json");
        String json = Files.readString(file);
        Files.writeString(file, json.replaceFirst("\"id\":\\s*511", "\"id\": 5110"));
        refused("gives ids up to 5110, but the model's embedding has 512 rows");
    }

    @Test
    void aMissingTokenizerIsNamed() throws IOException {
        Files.delete(model.resolve("tokenizer.json"));
        refused("tokenizer.json is not there");
    }

    @Test
    void aWeightThatIsNoNumberIsNamed() throws IOException {
        change(
                tensors -> {
                    StoredTensor norm = tensors.get("model.norm.weight");
                    float[] values = norm.floats();
                    values[3] = Float.NaN;
                    tensors.put("model.norm.weight", StoredTensor.of(values, norm.sizes()));
                    return tensors;
                });
        refused("no number at place 3 of the weight 'model.norm.weight'");
    }

    @Test
    void weightsOfAnotherModelAreAllNamed() throws IOException {
        change(
                tensors -> {
                    tensors.remove("model.norm.weight");
                    tensors.put("model.extra.weight", StoredTensor.of(new float[1], 1));
                    return tensors;
                });
        refused("1 missing: 'norm.weight' [64]; 1 not asked for: 'extra.weight' [1]");
    }

    @Test
    void latentsAreAskedForWherePoolingNeedsThem() {
        assertThatThrownBy(
                        () ->
                                imported(
                                        new ModelImport.Wishes(
                                                "tiny",
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.of(Pooling.LATENT_ATTENTION),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("latent_attn.latents");
        assertThat(made).doesNotExist();
    }

    @Test
    void aVersionIsImportedFromAnExportNotFromItself() throws IOException {
        ModelFolder version = imported();
        model = version.path();
        made = folder.resolve("models/second");

        assertThatThrownBy(this::imported).hasMessageContaining("is a model version already");
        assertThat(version.manifest().text().precision()).isIn((Object[]) Precision.values());
    }
}
