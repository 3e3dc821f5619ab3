package hilum.cli.models;

import hilum.cli.Output;
import hilum.cli.StackOptions;
import hilum.cli.TextTowerOptions;
import hilum.cli.stack.ModelSource;
import hilum.cli.stack.StackClient;
import hilum.encoders.model.ModelFolder;
import hilum.encoders.model.ModelImport;
import hilum.encoders.model.ModelManifest.Similarity;
import hilum.local.Home;
import hilum.local.Service;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hilum models import}: a model from a Hugging Face folder becomes a model version. */
@Command(
        name = "import",
        description = {
            "Make a model version of a model in Hugging Face layout: bert or llama, one file or shards, with a LoRA adapter and an image tower where there are any.",
            "Everything is checked first; then a test chooses the precision in which the version computes. With the stack up it becomes a candidate."
        },
        footer = {"", "Example:", "  hilum models import ./SmolLM2-135M --version smollm2"})
public final class ImportCommand implements Callable<Integer> {
    @Mixin private StackOptions stack;

    @Parameters(paramLabel = "DIR", description = "Folder of the model")
    private Path folder;

    @Option(
            names = "--version",
            paramLabel = "NAME",
            description = "Name of the version (default: that of the folder)")
    private String version;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description = "Folder of a LoRA adapter, in PEFT layout (default: adapter/ in DIR)")
    private Path adapter;

    @Option(
            names = "--image",
            paramLabel = "DIR",
            description = "Folder of an image tower (default: image/ in DIR)")
    private Path image;

    @Mixin private TextTowerOptions tower;

    @Option(
            names = "--similarity",
            paramLabel = "KIND",
            description = "cosine or dot (default: cosine)")
    private Similarity similarity;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() {
        Home home = stack.home();
        ModelSource source = new ModelSource(folder);
        ModelImport.Wishes wishes =
                new ModelImport.Wishes(
                        version != null ? version : source.name(),
                        Optional.ofNullable(adapter),
                        Optional.ofNullable(image),
                        tower.pooling(),
                        tower.attention(),
                        tower.maxTokens(),
                        Optional.ofNullable(similarity));
        ModelFolder made = source.importInto(home, wishes);
        print(made, announced(home, wishes.version()));
        return 0;
    }

    private boolean announced(Home home, String name) {
        StackClient client = new StackClient(home, stack.ports(home));
        if (client.status().isEmpty()) {
            return false;
        }
        client.post(Service.TRAINER, "/models", Map.of("version", name));
        return true;
    }

    private void print(ModelFolder made, boolean announced) {
        var manifest = made.manifest();
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("version", manifest.version());
            result.put("folder", made.path().toString());
            result.put("architecture", manifest.text().architecture());
            result.put("dimension", manifest.text().dimension());
            result.put("precision", manifest.text().precision().name().toLowerCase(Locale.ROOT));
            result.put("images", manifest.image().isPresent());
            result.put("announced", announced);
            System.out.println(Output.json(result));
            return;
        }
        System.out.printf(
                "%s: %s, %d dimensions, computed in %s%s%s, in %s%n",
                manifest.version(),
                manifest.text().architecture(),
                manifest.text().dimension(),
                manifest.text().precision().name().toLowerCase(Locale.ROOT),
                manifest.text()
                        .measured()
                        .map(m -> " (bfloat16 has a cosine of %.5f)".formatted(m.cosine()))
                        .orElse(""),
                manifest.image().isPresent() ? ", with an image tower" : "",
                made.path());
        System.out.println(
                announced
                        ? "It is a candidate now: hilum models list"
                        : "Next: hilum up, then hilum models announce " + manifest.version());
    }
}
