# For scripts of this folder, after lib.sh: a world of three countries and two sectors, and scenarios on it.

# small_world DIR: trade is not balanced, CCC has no employment, final spending is the residual.
small_world() {
    mkdir -p "$1"
    cat >"$1/world.toml" <<'TOML'
name = "Three countries"
year = 2017
currency = "USD"
unit = 1e6
trade_values = "net_of_tariff"
tolerance = 1e-9
source = "made up"
licence = "CC0"
TOML
    cat >"$1/countries.csv" <<'CSV'
country,name
AAA,Aland
BBB,"Bland, The"
CCC,Cland
CSV
    cat >"$1/sectors.csv" <<'CSV'
sector,name,theta,kind
AGR,Goods,4.5,goods
SRV,Services,6,services
CSV
    cat >"$1/trade.csv" <<'CSV'
sector,importer,exporter,value,tariff
AGR,AAA,AAA,100,0
AGR,AAA,BBB,20,0.05
AGR,AAA,CCC,15,0.10
AGR,BBB,AAA,12,0.02
AGR,BBB,BBB,200,0
AGR,BBB,CCC,18,0.04
AGR,CCC,AAA,11,0.08
AGR,CCC,BBB,25,0
AGR,CCC,CCC,150,0
SRV,AAA,AAA,300,0
SRV,AAA,BBB,6,0
SRV,BBB,AAA,8,0
SRV,BBB,BBB,400,0
SRV,BBB,CCC,5,0
SRV,CCC,AAA,7,0
SRV,CCC,BBB,9,0
SRV,CCC,CCC,350,0
CSV
    cat >"$1/production.csv" <<'CSV'
country,sector,value_added_share,employment
AAA,AGR,0.5,2000
AAA,SRV,0.7,5000
BBB,AGR,0.6,3000
BBB,SRV,0.75,6000
CCC,AGR,0.55,
CCC,SRV,0.65,
CSV
    cat >"$1/inputs.csv" <<'CSV'
country,sector,input,share
AAA,AGR,AGR,0.3
AAA,AGR,SRV,0.2
AAA,SRV,AGR,0.1
AAA,SRV,SRV,0.2
BBB,AGR,AGR,0.25
BBB,AGR,SRV,0.15
BBB,SRV,AGR,0.05
BBB,SRV,SRV,0.2
CCC,AGR,AGR,0.25
CCC,AGR,SRV,0.2
CCC,SRV,AGR,0.15
CCC,SRV,SRV,0.2
CSV
}

# small_scenario FILE WORLD: AAA raises its tariff on goods from BBB by 25 points; lines on standard input are added.
small_scenario() {
    cat >"$1" <<TOML
title = "A tariff of AAA on BBB"
world = "$2"

[[tariff]]
importer = "AAA"
exporter = "BBB"
sector = "AGR"
add = 0.25
TOML
    cat >>"$1"
}
