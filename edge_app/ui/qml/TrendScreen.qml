import QtQuick

// How a site has changed from exam to exam: a chart each for probability, z-score of the echo intensity and thickness.
Rectangle {
    id: screen
    required property var trend
    required property var names // of muscles, from the protocol
    required property var lock
    required property var translator
    required property Theme theme
    readonly property bool portrait: height > width
    property int chosen: 0
    readonly property var site: trend.sites[Math.min(chosen, trend.sites.length - 1)]
    color: theme.ground

    MultiPointTouchArea { anchors.fill: parent }
    Labels { id: labels; names: screen.names }
    ErrorMessages { id: errorMessages }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: screen.theme.gap }
        theme: screen.theme
        translator: screen.translator
        lock: screen.lock
        title: qsTr("Trend")
        detail: screen.trend.failure !== "" ? errorMessages.of(screen.trend.failure) : screen.trend.patient
        canGoBack: true
        onBack: screen.trend.close()
    }

    Text {
        objectName: "noTrend"
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; margins: 2 * screen.theme.gap }
        visible: !screen.site
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        font.pixelSize: 17 * screen.theme.unit
        color: screen.theme.faint
        textFormat: Text.PlainText
        text: screen.trend.isReading ? qsTr("One moment…") : qsTr("There is no trend yet: no muscle of this patient has two values that can be compared.")
    }

    // Six have room; a longer protocol is scrolled.
    Flickable {
        id: list
        visible: Boolean(screen.site)
        anchors { left: parent.left; top: header.bottom; margins: screen.theme.gap }
        width: screen.portrait ? parent.width - 2 * screen.theme.gap : 200 * screen.theme.unit
        height: Math.min(sites.height, screen.portrait ? 3 * screen.theme.touch + 2 * sites.spacing : screen.height - y - screen.theme.gap)
        contentHeight: sites.height
        clip: interactive
        interactive: contentHeight > height + 1
        boundsBehavior: Flickable.StopAtBounds

        Grid {
            id: sites
            width: parent.width
            columns: screen.portrait ? 2 : 1
            spacing: screen.theme.gap / 2

            Repeater {
                model: screen.trend.sites

                TouchButton {
                    required property var modelData
                    required property int index
                    objectName: "trendSite" + index
                    width: screen.portrait ? (sites.width - sites.spacing) / 2 : sites.width
                    height: Math.min(theme.touch, Math.max(theme.handle, (screen.height - header.height - 8 * sites.spacing) / 6.5))
                    theme: screen.theme
                    size: theme.body
                    chosen: screen.chosen === index
                    text: labels.muscle(modelData.muscle)
                    detail: labels.side(modelData.side)
                    onClicked: screen.chosen = index
                }
            }
        }
    }

    Column {
        id: charts
        visible: Boolean(screen.site)
        anchors {
            left: screen.portrait ? parent.left : list.right
            right: parent.right
            top: screen.portrait ? list.bottom : header.bottom
            bottom: note.top
            margins: screen.theme.gap
        }
        spacing: screen.theme.gap / 2

        Repeater {
            model: screen.site ? screen.site.charts : []

            TrendChart {
                required property var modelData
                required property int index
                objectName: "chart" + index
                width: charts.width
                height: Math.min(170 * theme.unit, (charts.height - 2 * charts.spacing) / 3)
                chart: modelData
                theme: screen.theme
            }
        }
    }

    Text {
        id: note
        objectName: "notComparable"
        anchors { left: charts.left; right: parent.right; bottom: parent.bottom; margins: screen.theme.gap; leftMargin: 0 }
        wrapMode: Text.Wrap
        lineHeight: 0.9
        font.pixelSize: screen.theme.small
        color: screen.theme.faint
        textFormat: Text.PlainText
        text: !screen.site ? "" : [
            screen.site.otherModel > 0 ? qsTr("Not comparable, left out: %1 by another model.").arg(screen.site.otherModel) : "",
            screen.site.otherReference > 0 ? qsTr("Not comparable, left out: %1 of another device or preset.").arg(screen.site.otherReference) : "",
            screen.site.charts[2].points.some(point => point.placed === "proposed") ? qsTr("Thickness: a ring is proposed by the program, a dot is measured by hand.") : ""
        ].filter(line => line !== "").join(" ")
    }
}
