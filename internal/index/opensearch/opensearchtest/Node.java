// One node of OpenSearch, from the libraries its makers publish. Arguments: its number, its folder, its port for questions, and the
// ports of all nodes for one another, separated by commas. It ends when its input does, so that it never outlives a test.

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.opensearch.Version;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.plugins.PluginInfo;

public class Node extends org.opensearch.node.Node {
  static PluginInfo plugin(String name, String type) {
    return new PluginInfo(name, "", "", Version.CURRENT, "21", type, null, Collections.emptyList(), false);
  }

  Node(Environment environment) {
    super(environment, List.of(
        plugin("transport-netty4", "org.opensearch.transport.Netty4ModulePlugin"),
        plugin("analysis-common", "org.opensearch.analysis.common.CommonAnalysisModulePlugin")), false);
  }

  public static void main(String[] args) throws Exception {
    int number = Integer.parseInt(args[0]);
    String home = args[1];
    String[] ports = args[3].split(",");
    List<String> nodes = new ArrayList<>(), names = new ArrayList<>();
    for (int i = 0; i < ports.length; i++) {
      nodes.add("127.0.0.1:" + ports[i]);
      names.add("node" + i);
    }
    Files.createDirectories(Path.of(home, "config"));
    Settings settings = Settings.builder()
        .put("cluster.name", "sitrep-test").put("node.name", names.get(number))
        .put("path.home", home).put("path.data", home + "/data").put("path.logs", home + "/logs")
        .put("network.host", "127.0.0.1").put("http.port", args[2]).put("transport.port", ports[number])
        .put("transport.type", "netty4").put("http.type", "netty4")
        .putList("discovery.seed_hosts", nodes).putList("cluster.initial_cluster_manager_nodes", names)
        .put("cluster.routing.allocation.disk.threshold_enabled", false)
        .build();
    Environment environment = InternalSettingsPreparer.prepareEnvironment(settings, Collections.emptyMap(), null, () -> names.get(number));
    new Node(environment).start();
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(0);
  }
}
