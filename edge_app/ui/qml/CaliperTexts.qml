import QtQuick

// What was measured, in words. Rows of `caliper_rows`.
QtObject {
    id: texts
    required property Theme theme

    function millimetres(mm: real): string {
        return qsTr("%1 mm").arg(theme.localised(mm.toFixed(1))).replace(" ", "\u00a0")
    }

    function measured(row: var): string {
        return row.mm >= 0 ? millimetres(row.mm) : qsTr("no scale")
    }

    function placed(name: string): string {
        return name === "proposed" ? qsTr("proposed", "by the program") : name === "by hand" ? qsTr("by hand") : ""
    }

    function kind(row: var): string {
        return row.kind === "muscle thickness" ? qsTr("Muscle, %1").arg(placed(row.placed)) : qsTr("Distance")
    }
}
